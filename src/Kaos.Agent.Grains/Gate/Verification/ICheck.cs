using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Gate.Verification;

/// <summary>One thing that must be seen in the world before a fix counts. Pure.</summary>
internal interface ICheck
{
    string Kind { get; }

    /// <summary>
    /// The metric that it needs, picked among the names that exist in the namespace; empty when it needs none.
    /// </summary>
    ImmutableArray<string> Metrics(ImmutableArray<string> names) => [];

    CheckReading Read(CheckInput input);
}

/// <param name="Object">The object of the check.</param>
/// <param name="From">When the last step was complete, in cluster time.</param>
/// <param name="Written">What the object, read again, says of each of the plan's steps on it; in the order of the
/// steps.</param>
internal sealed record CheckInput(
    CaseFile File, ObjectRef Object, Finding Finding, DateTimeOffset From,
    ImmutableArray<StepSighting> Written = default)
{
    public ClusterSnapshot World => File.World;

    public DateTimeOffset Now => File.World.Now;

    /// <summary>Why objects of that kind were not read; null when they were.</summary>
    /// <param name="plural">As in URLs: <c>pods</c>. What was not read may be named with its group and a
    /// namespace.</param>
    public string? NotRead(string plural) => World.NotRead
        .FirstOrDefault(part => part.What.Split(' ', '.')[0].Equals(plural, StringComparison.OrdinalIgnoreCase)
            && (part.What.Split(" in ") is not [_, var place] || place == Object.Namespace))?.Why;
}

/// <param name="Text">A part of a sentence, with numbers.</param>
internal sealed record CheckReading(
    VerificationState State, string Source, string Text, ImmutableDictionary<string, double>? Numbers = null)
{
    public static CheckReading Unknown(string source, string text) => new(VerificationState.Unknown, source, text);
}
