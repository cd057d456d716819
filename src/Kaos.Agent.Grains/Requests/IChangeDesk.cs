using System.Collections.Immutable;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;

namespace Kaos.Agent.Grains.Requests;

/// <summary>
/// The first of four phases of a change that a person asks for: discovery. What was said is completed from what the
/// cluster holds and from the newest requests; what is missing then is asked for in one question. Planning, execution
/// and verification follow in a session that the signal opens.
/// </summary>
public interface IChangeDesk
{
    /// <summary>Reads, and starts nothing.</summary>
    Task<Wished> CompleteAsync(Wish wish, Principal caller, CancellationToken cancellationToken);
}

/// <summary>A change as somebody asked for it, complete or not.</summary>
/// <param name="Key">Of the message, so that a retry is the same request and the same words later are another.</param>
/// <param name="Verb">As people say it: <c>scale</c>, <c>restart</c>, <c>delete</c>, <c>drain</c>, …
/// <see cref="ChangeVerbs"/> lists them.</param>
/// <param name="Kind">Whatever people call it: <c>deploy</c>, <c>pods</c>; null when it was not said.</param>
/// <param name="Cluster">Null: the only one.</param>
/// <param name="With">Arguments, such as <c>replicas</c>.</param>
/// <param name="Text">The whole sentence.</param>
public sealed record Wish(
    string Key,
    string Verb,
    string? Kind,
    string? Namespace,
    string? Name,
    string? Cluster,
    ImmutableSortedDictionary<string, string> With,
    string Text);

/// <summary>What came of a wish.</summary>
public abstract record Wished
{
    /// <summary>Nothing is missing. Received at the desk, it is planned and put to people.</summary>
    public sealed record Ready(Signal Signal) : Wished;

    /// <summary>One question for everything that is missing.</summary>
    /// <param name="Choices">Objects that could be meant; empty when something else is asked.</param>
    public sealed record Question(string Text, ImmutableArray<ObjectRef> Choices) : Wished;

    /// <summary>KAOS does not do that, or there is no such object; the text says what to do.</summary>
    public sealed record Refused(string Text) : Wished;
}
