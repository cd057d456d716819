using System.Text.RegularExpressions;

namespace Kaos.Diagnosis.Sayings;

/// <summary>What an answer's number says, where a client writes down no more than that.</summary>
internal static partial class HttpStatus
{
    public static TroubleKind? KindOf(string text) => Status().Match(text) is { Success: true } match
        ? match.Groups["s"].ValueSpan switch
        {
            "401" or "407" => TroubleKind.CredentialsRefused,
            "403" => TroubleKind.Denied,
            "429" => TroubleKind.RateLimited,
            "502" or "503" => TroubleKind.Unready,
            "504" => TroubleKind.Timeout,
            _ => null,
        }
        : text is "Unauthorized" ? TroubleKind.CredentialsRefused : null;

    // "status code 503", "HTTP status: 401", "response code was 429", "401 Client Error", "statusCode=403"
    [GeneratedRegex(
        @"(?:status(?: ?code)?|response code|error code|HTTP error|googleapi: Error|HTTP/[\d.]+|returned(?: error)?)\W{0,3}(?:does not indicate success\W{1,3}|was |of |is )?(?<s>40[137]|429|50[234])\b|\b(?<s>40[137]|429|50[234]) (?:Client|Server) Error\b",
        RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Status();
}
