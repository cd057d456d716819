using System.Buffers;
using System.Text.RegularExpressions;

namespace Kaos.Diagnosis.Sayings;

/// <summary>Chatter that uses the words of trouble and reports none.</summary>
internal static partial class Noise
{
    private static readonly PhraseTable<Of> Phrases = new(
        (Of.Callers,
        [
            // Whoever called went away, or only knocked: health checkers, port scans, closed browsers.
            "context canceled", "TLS handshake error from*: EOF", "TLS handshake error from*: read tcp",
            "TLS handshake error from*i/o timeout", "could not receive data from client", "EOF on client connection",
            "client prematurely closed", "ClientAbortException", "Aborted connection", "client unexpectedly closed",
            "closing AMQP connection", "remote_disconnect", "before message completed, client", "client parser error",
            "while waiting for request", "while reading client request", "while sending to client",
            "while sending response to client", "request cancelled by client", "client disconnected",
            "favicon.ico", "robots.txt", "HTTP parse error, malformed request",
        ]),
        (Of.Clients,
        [
            "client-side throttling", "Connection pool is full, discarding", "http2: client connection lost",
            "too old resource version", "the object has been modified", "the requested object is being modified",
            "ended with: very short watch", "fetching metadata with correlation id", "http: Server closed",
        ]),
        (Of.Advice,
        [
            "DeprecationWarning", "is deprecated", "npm WARN deprecated", "DEPRECATION WARNING",
            "deprecated and will be", "overcommit must be enabled", "illegal reflective access", "is self signed",
        ]));

    /// <summary>Lines in which requests are written down, one each, whatever came of them.</summary>
    private static readonly SearchValues<string> Requests = SearchValues.Create(
        ["HTTP/1.0\" ", "HTTP/1.1\" ", "HTTP/2.0\" ", "HTTP/2\" "], StringComparison.Ordinal);

    private enum Of
    {
        Callers,
        Clients,
        Advice,
    }

    public static bool Is(ReadOnlySpan<char> text) =>
        Phrases.Find(text) is not null || IsRequest(text) || IsAnswerToNobody(text);

    // "write tcp 10.244.1.2:8080->10.1.1.1:51234: …": the far port is a caller's, who left.
    private static bool IsAnswerToNobody(ReadOnlySpan<char> text)
    {
        if (text.IndexOf("->") < 0 || !CallersPort().IsMatch(text))
        {
            return false;
        }

        return text.Contains("broken pipe", StringComparison.Ordinal) ||
            text.Contains("reset by peer", StringComparison.Ordinal);
    }

    [GeneratedRegex(@":(?:\d{2,4}|[12]\d{4})->[\w.:\[\]-]*:(?:3[3-9]|[456]\d)\d{3}\b", RegexOptions.NonBacktracking)]
    private static partial Regex CallersPort();

    // "GET / HTTP/1.1" 502 …: the status follows the quote.
    private static bool IsRequest(ReadOnlySpan<char> text) =>
        text.IndexOfAny(Requests) is var at and >= 0 && text[at..].IndexOf("\" ") is var quote and >= 0 &&
        text[(at + quote)..] is { Length: > 4 } rest && char.IsAsciiDigit(rest[2]);
}
