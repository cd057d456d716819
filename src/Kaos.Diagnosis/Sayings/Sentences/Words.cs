namespace Kaos.Diagnosis.Sayings.Sentences;

/// <summary>
/// Takes a text apart into words: <c>CertificateExpiredException</c> and <c>invalid_api_key</c> are three words each, a
/// path, a URL and an address are one name, and what is quoted and has no blank in it is no word at all.
/// </summary>
internal static class Words
{
    private const int Most = 160;

    public static List<Word> Of(ReadOnlySpan<char> text)
    {
        var words = new List<Word>();
        var clause = 0;
        for (var i = 0; i < text.Length && words.Count < Most;)
        {
            var end = i;
            while (end < text.Length && !IsBreak(text[end]))
            {
                end++;
            }

            if (end == i)
            {
                var close = IsQuote(text[i]) ? text[(i + 1)..].IndexOf(text[i]) : -1;
                var quoted = close > 0 ? text.Slice(i + 1, close) : [];
                if (quoted.Length > 0 && quoted.IndexOf(' ') < 0)
                {
                    words.Add(new Word(i + 1, close, Form(quoted), clause));
                    end = i + close + 1;
                }
            }
            else
            {
                var token = text[i..end].TrimEnd(":.");
                if (Form(token) is { } name)
                {
                    words.Add(new Word(i, token.Length, name, clause));
                }
                else if (Opaque(token) is var hidden && hidden < token.Length && !IsGeneric(token[hidden..]))
                {
                    Split(text, i + hidden, end, clause, words);
                }

                clause += text[end - 1] == '.' && end < text.Length && text[end] == ' ' ? 1 : 0;
            }

            clause += end < text.Length && text[end] is ';' or '\n' ? 1 : 0;
            i = Math.Max(end, i + 1);
        }

        return words;
    }

    // "challenges.acme.cert-manager.io" is one name; of "org.acme.errors.TimeoutException" the last part speaks.
    private static int Opaque(ReadOnlySpan<char> token)
    {
        var dot = token.LastIndexOfAny("./");
        return dot <= 0 || dot + 1 >= token.Length ? 0
            : char.IsAsciiLetterUpper(token[dot + 1]) ? dot + 1
            : token.Length;
    }

    // Exceptions that name a kind of code and no kind of trouble.
    private static bool IsGeneric(ReadOnlySpan<char> token) => token is "IllegalArgumentException"
        or "IllegalStateException" or "ArgumentException" or "InvalidOperationException" or "ValueError"
        or "RuntimeException" or "RuntimeError" or "InvalidArgument" or "ServerError"
        or "UnsupportedOperationException";

    private static bool IsBreak(char c) => IsQuote(c) ||
        c is ' ' or ',' or ';' or '(' or ')' or '[' or ']' or '{' or '}' or '=' or '<' or '>' or '|' or '\t' or '\n'
            or '!' or '?';

    private static bool IsQuote(char c) => c is '"' or '\'' or '`';

    private static Subject? Form(ReadOnlySpan<char> token) =>
        token.Length < 3 ? null
        : token.Contains("://", StringComparison.Ordinal) ? Subject.Server
        : token[0] is '/' || token.StartsWith("./") || token.StartsWith("../") || IsDrive(token) || IsFileName(token)
            ? Subject.FilePath
        : IsAddress(token) ? Subject.Server
        : IsKey(token) ? Subject.Config
        : null;

    // "discovery.seed_hosts"
    private static bool IsKey(ReadOnlySpan<char> token) => token.IndexOf('.') > 0 && token.IndexOf('_') > 0 &&
        token.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789._") < 0;

    private static bool IsDrive(ReadOnlySpan<char> token) => char.IsAsciiLetterUpper(token[0]) && token[1] == ':' &&
        token[2] == '\\';

    private static bool IsFileName(ReadOnlySpan<char> token) => token.LastIndexOf('.') is var dot and > 0 &&
        token[(dot + 1)..] is "yaml" or "yml" or "json" or "conf" or "cfg" or "ini" or "toml" or "xml" or "pem" or "crt"
            or "key" or "properties" or "txt" or "log" or "sock" or "pid" or "db" or "csv" or "env" or "lock" or "sh"
            or "cnf" or "dat" or "tmp";

    // "10.0.0.1", "shop-db:5432"
    private static bool IsAddress(ReadOnlySpan<char> token)
    {
        var colon = token.LastIndexOf(':');
        var host = colon < 0 ? token : token[..colon];
        var port = colon < 0 ? [] : token[(colon + 1)..];
        return host.Length > 0 && port.IndexOfAnyExceptInRange('0', '9') < 0 &&
            (host.IndexOfAnyExcept("0123456789.") < 0
                ? host.Count('.') == 3
                : port.Length is > 1 and < 6 && char.IsAsciiLetter(host[0]) &&
                    host.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789.-") < 0);
    }

    // Letters and apostrophes; a capital after a small letter begins a word, and so does the last one of several before
    // a small letter.
    private static void Split(ReadOnlySpan<char> text, int from, int end, int clause, List<Word> words)
    {
        for (var i = from; i < end;)
        {
            if (!char.IsLetter(text[i]))
            {
                i++;
                continue;
            }

            var start = i++;
            while (i < end && (char.IsLetterOrDigit(text[i]) || text[i] == '\'') && !IsHump(text, i, end))
            {
                i++;
            }

            words.Add(new Word(start, i - start, null, clause));
        }
    }

    private static bool IsHump(ReadOnlySpan<char> text, int at, int end) => char.IsUpper(text[at]) &&
        (char.IsLower(text[at - 1]) || (at + 1 < end && char.IsUpper(text[at - 1]) && char.IsLower(text[at + 1])));
}
