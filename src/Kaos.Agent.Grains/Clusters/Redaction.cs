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

    private static readonly string[] SecretWords = ["pass", "pwd", "secret", "token", "key", "credential"];

    private static readonly string[] TokenStarts =
    [
        "eyJ", "AKIA", "ASIA", "AIDA", "AROA", "AGPA", "ANPA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_",
        "xox", "sk-",
    ];

    private static readonly Pattern Pem = new(
        @"-----BEGIN [A-Z0-9 ]+-----[^-]*(-----END [A-Z0-9 ]+-----)?",
        null, "-----BEGIN");

    private static readonly Pattern PemBegin = new("-----BEGIN [A-Z0-9 ]+-----",
        null, "-----BEGIN");
    private static readonly Pattern PemEnd = new("-----END [A-Z0-9 ]+-----",
        null, "-----END");

    // Tokens that are recognisable by their own form: JWT, AWS access keys, GitHub, Slack, model providers.
    private static readonly Pattern KnownForms = new(
        @"eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(\.[A-Za-z0-9_-]*)?" +
        @"|\b(AKIA|ASIA|AIDA|AROA|AGPA|ANPA)[A-Z0-9]{16}\b" +
        @"|\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_[A-Za-z0-9_]{20,}" +
        @"|\bxox[abeprs]-[A-Za-z0-9-]{10,}|\bsk-[A-Za-z0-9_-]{20,}",
        null, TokenStarts);

    private static readonly Pattern Authorization = new(
        """(?<keep>\bauthorization\\?["']?\s*[:=]\s*\\?["']?\s*([a-z]+\s+)?)(?<secret>[^\s"',;\\]+)""",
        "=:", "authorization");

    private static readonly Pattern Bearer = new(
        """(?<keep>\bbearer\s+)(?<secret>[A-Za-z0-9._~+/=-]{8,})""",
        null, "bearer");

    private static readonly Pattern UrlPassword = new(
        """(?<keep>[a-z][a-z0-9+.-]*://[^\s:@/"']*:)(?<secret>[^\s/"']+)(?<after>@)""",
        "@", "://");

    // key=value, key: value, "key": "value", --key value; the value in quotes or up to the next separator.
    private static readonly Pattern KeyValue = new(
        """(?<key>[a-z0-9_.-]*(password|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|signing[_-]?key|credential)[a-z0-9_.-]*)""" +
        """(?<sep>\\?["']?\s*[=:]\s*)(?<value>\\"[^"\\]*\\"|"([^"\\]|\\.)*"|'[^']*'|[^\s,;&"'\\{}\[\]()]+)(?<rest>[ \t]+[a-z]+)?""",
        "=:", SecretWords);

    private static readonly Pattern SecretFlag = new(
        """(?<keep>--?[a-z0-9_.-]*(password|passwd|secret|token|api-?key|access-?key|private-?key)\s+)(?<secret>[^\s-][^\s]*)""",
        "-", SecretWords);

    private static readonly SearchValues<string> SecretNames = SearchValues.Create(
        [
            "password", "passwd", "passphrase", "pwd", "secret", "token", "credential", "apikey", "api_key", "api-key",
            "accesskey", "access_key", "access-key", "privatekey", "private_key", "private-key", "signingkey",
            "signing_key", "signing-key",
        ],
        StringComparison.OrdinalIgnoreCase);

    // Keys that speak of a secret without holding it: secretName, token_ttl, PASSWORD_FILE.
    private static readonly string[] Harmless =
        ["name", "ref", "file", "path", "dir", "type", "ttl", "timeout", "expiry", "count", "limit", "size", "length",
            "enabled", "url"];

    /// <summary>One text, which may have several lines.</summary>
    public static string Of(string text)
    {
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
        if (!name.AsSpan().ContainsAny(SecretNames))
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
        !key.Contains("pass", StringComparison.OrdinalIgnoreCase) &&
            !key.Contains("pwd", StringComparison.OrdinalIgnoreCase);

    private static bool IsFlag(string value) =>
        value.Equals("true", StringComparison.OrdinalIgnoreCase) ||
            value.Equals("false", StringComparison.OrdinalIgnoreCase);

    // Most texts hold no word that a pattern needs, and cost one vectorised scan. A pattern that reads all of Unicode
    // in linear time has megabytes of tables: it is made when a text first needs it.
    private sealed class Pattern(string pattern, string? needs, params string[] hints)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

        private readonly SearchValues<string> words = SearchValues.Create(hints, StringComparison.OrdinalIgnoreCase);
        private readonly Lazy<Regex> regex = new(() => new Regex(pattern, Linear, Patience));

        public bool IsMatch(string text) => May(text) && regex.Value.IsMatch(text);

        public string Replace(string text, string replacement) =>
            May(text) ? regex.Value.Replace(text, replacement) : text;

        public string Replace(string text, MatchEvaluator judge) => May(text) ? regex.Value.Replace(text, judge) : text;

        private bool May(string text) =>
            text.AsSpan().ContainsAny(words) && (needs is null || text.AsSpan().ContainsAny(needs));
    }
}
