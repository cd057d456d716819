namespace Kaos.Agent.Grains.Desk.Requests;

/// <summary>What a person wants with a sentence.</summary>
public enum RequestClass
{
    /// <summary>Says too little, or nothing that KAOS knows.</summary>
    Unclear,

    /// <summary>A question that one read answers.</summary>
    ReadOnly,

    /// <summary>Something is to be changed. Nothing that is said outside of the gate makes it happen.</summary>
    Change,

    /// <summary>Something is wrong; the cause is wanted.</summary>
    Investigate,

    /// <summary>How a cluster or a namespace is.</summary>
    Health,

    /// <summary>About what was said before: a choice, an approval, "why?".</summary>
    FollowUp,

    /// <summary>The conversation is over.</summary>
    Closure,

    /// <summary>Another agent's work.</summary>
    OutOfScope,
}

/// <param name="Reason">Why, for people: "asks to delete".</param>
/// <param name="Verb">Of a change: what is to be done, in its plain form.</param>
public sealed record Classified(RequestClass Class, string Reason, string? Verb = null);
