using System.Buffers;
using System.Text.RegularExpressions;

namespace Kaos.Agent.Grains.Clusters;

/// <summary>
/// Takes secrets out of text where it enters KAOS, so that no later part has to think of them. Errs on the side of
/// removing; ordinary hosts, ports, sizes and sentences stay readable, because diagnosis lives on them.
/// </summary>
public static class Redaction
{
    /// <summary>What stands in a secret's place.</summary>
    public const string Mark = "[redacted]";

    // Linear-time matching: the text is whatever a container chooses to print.
    private const RegexOptions Linear =
        RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant |
        RegexOptions.IgnoreCase;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly Regex Pem = new(
        @"-----BEGIN [A-Z0-9 ]+-----[^-]*(-----END [A-Z0-9 ]+-----)?", Linear, Patience);

    private static readonly Regex PemBegin = new("-----BEGIN [A-Z0-9 ]+-----", Linear, Patience);
    private static readonly Regex PemEnd = new("-----END [A-Z0-9 ]+-----", Linear, Patience);

    // Tokens that are recognisable by their own form: JWT, AWS access keys, GitHub, Slack, model providers.
    private static readonly Regex KnownForms = new(
        @"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*)?" +
        @"|\b(AKIA|ASIA|AIDA|AROA|AGPA|ANPA)[A-Z0-9]{16}\b" +
        @"|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}" +
        @"|\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bsk-[A-Za-z0-9_-]{20,}",
        Linear,
        Patience);

    private static readonly Regex Authorization = new(
        """(?<keep>\bauthorization\\?["']?\s*[:=]\s*\\?["']?\s*([a-z]+\s+)?)(?<secret>[^\s"',;\\]+)""", Linear, Patience);

    private static readonly Regex Bearer = new(
        """(?<keep>\bbearer\s+)(?<secret>[A-Za-z0-9._~+/=-]{8,})""", Linear, Patience);

    private static readonly Regex UrlPassword = new(
        """(?<keep>[a-z][a-z0-9+.-]*://[^\s:@/"']*:)(?<secret>[^\s/"']+)(?<after>@)""", Linear, Patience);

    // key=value, key: value, "key": "value", --key value; the value in quotes or up to the next separator.
    private static readonly Regex KeyValue = new(
        """(?<key>[a-z0-9_.-]*(password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|credential)[a-z0-9_.-]*)""" +
        """(?<sep>\\?["']?\s*[=:]\s*)(?<value>\\"[^"\\]*\\"|"([^"\\]|\\.)*"|'[^']*'|[^\s,;&"'\\{}\[\]()]+)(?<rest>[ \t]+[a-z]+)?""",
        Linear,
        Patience);

    private static readonly Regex SecretFlag = new(
        """(?<keep>--?[a-z0-9_.-]*(password|passwd|secret|token|api-?key|access-?key|private-?key)\s+)(?<secret>[^\s-][^\s]*)""",
        Linear,
        Patience);

    private static readonly Regex SecretName = new(
        "password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|credential",
        Linear,
        Patience);

    // What every pattern needs at least one of: most texts have none, and cost one vectorised scan.
    private static readonly SearchValues<string> Hints = SearchValues.Create(
        [
            "pass", "pwd", "secret", "token", "key", "credential", "bearer", "authorization", "://", "-----BEGIN", "eyJ",
            "AKIA", "ASIA", "AIDA", "AROA", "AGPA", "ANPA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
            "xox", "sk-",
        ],
        StringComparison.OrdinalIgnoreCase);

    // Keys that speak of a secret without holding it: secretName, token_ttl, PASSWORD_FILE.
    private static readonly string[] Harmless =
        ["name", "ref", "file", "path", "dir", "type", "ttl", "timeout", "expiry", "count", "limit", "size", "length", "enabled", "url"];

    /// <summary>One text, which may have several lines.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Hints))
        {
            return text;
        }

        text = Pem.Replace(text, Mark);
        text = Authorization.Replace(text, "${keep}" + Mark);
        text = Bearer.Replace(text, "${keep}" + Mark);
        text = KnownForms.Replace(text, Mark);
        text = UrlPassword.Replace(text, "${keep}" + Mark + "${after}");
        text = SecretFlag.Replace(text, "${keep}" + Mark);
        return KeyValue.Replace(text, Judge);
    }

    /// <summary>Lines that belong together: a PEM block is removed also where it spans lines.</summary>
    public static IReadOnlyList<string> Lines(IReadOnlyList<string> lines)
    {
        var clean = new List<string>(lines.Count);
        var inside = false;
        foreach (var line in lines)
        {
            if (inside)
            {
                inside = !PemEnd.IsMatch(line);
                clean.Add(Mark);
                continue;
            }

            inside = PemBegin.IsMatch(line) && !PemEnd.IsMatch(line);
            clean.Add(Of(line));
        }

        return clean;
    }

    /// <summary>A value whose name is known (an environment variable, a key of a ConfigMap).</summary>
    public static string Value(string name, string value) =>
        value.Length > 0 && IsSecretName(name) && !IsFlag(value) ? Mark : Of(value);

    /// <summary>Does something of this name hold a secret?</summary>
    public static bool IsSecretName(string name)
    {
        if (!SecretName.IsMatch(name))
        {
            return false;
        }

        foreach (var end in Harmless)
        {
            if (name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            {
                return false;
            }
        }

        return true;
    }

    private static string Judge(Match match)
    {
        var key = match.Groups["key"].Value;
        var value = match.Groups["value"].Value;
        var separator = match.Groups["sep"].Value;
        var rest = match.Groups["rest"].Value;
        if (!IsSecretName(key) || IsFlag(value) || value.Contains(Mark, StringComparison.Ordinal) ||
            (key.EndsWith("tokens", StringComparison.OrdinalIgnoreCase) && double.TryParse(value, out _)) ||
            IsProse(key, separator, value, rest))
        {
            return match.Value;
        }

        var quote = value[0] switch
        {
            '"' => "\"",
            '\'' => "'",
            '\\' => "\\\"",
            _ => "",
        };
        return key + separator + quote + Mark + quote + rest;
    }

    // "could not refresh token: connection refused" tells something; "token: hunter2" must not.
    private static bool IsProse(string key, string separator, string value, string rest) =>
        rest.Length > 0 && separator.Contains(": ", StringComparison.Ordinal) && value.All(char.IsAsciiLetterLower) &&
        !key.Contains("pass", StringComparison.OrdinalIgnoreCase) && !key.Contains("pwd", StringComparison.OrdinalIgnoreCase);

    private static bool IsFlag(string value) =>
        value.Equals("true", StringComparison.OrdinalIgnoreCase) || value.Equals("false", StringComparison.OrdinalIgnoreCase);
}
