using System.Text.Json.Serialization;

namespace Kaos.Contracts;

/// <summary>
/// An expected "no": what happened, why, and what to do next, in words that may be shown to the caller.
/// </summary>
/// <param name="Code">From the closed list; every edge maps from it.</param>
/// <param name="Message">One or two sentences.</param>
/// <param name="Next">What the caller can do; null when there is nothing.</param>
public sealed record Problem(ProblemCode Code, string Message, string? Next = null);

/// <summary>The closed list of reasons for a "no". REST, A2A and MCP map from here, in one table each.</summary>
[JsonConverter(typeof(KebabCase<ProblemCode>))]
public enum ProblemCode
{
    /// <summary>The input is not of the form it must have.</summary>
    Invalid,

    /// <summary>It does not exist, or the caller may not know that it does.</summary>
    NotFound,

    /// <summary>The caller is known and may not do this.</summary>
    Forbidden,

    /// <summary>No valid credentials.</summary>
    Unauthenticated,

    /// <summary>It does not fit the state that things are in (a choice answered twice, a finished session).</summary>
    Conflict,

    /// <summary>The plan no longer fits the world or has expired; a new plan is needed.</summary>
    Stale,

    /// <summary>A guardrail says no.</summary>
    Denied,

    /// <summary>The cluster, a store or a peer could not be reached; trying again later may work.</summary>
    Unavailable,

    /// <summary>Too much at once.</summary>
    TooManyRequests,

    /// <summary>A superseded driver tried to append; it must stop.</summary>
    Fenced,
}
