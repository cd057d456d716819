using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Kaos.Contracts.Diagnosis;

/// <summary>One root cause with everything that follows from it.</summary>
public sealed record Finding
{
    /// <summary>From <see cref="CauseCodes"/>.</summary>
    public required string CauseCode { get; init; }

    public required Severity Severity { get; init; }

    /// <summary>0 to 1: how sure the cause is, given what was seen.</summary>
    public required double Confidence { get; init; }

    /// <summary>Where the cause lies.</summary>
    public required ObjectRef RootCause { get; init; }

    /// <summary>
    /// The object that would have to be edited; often not the root cause itself (the Deployment, not the Pod).
    /// </summary>
    public required ObjectRef EditTarget { get; init; }

    /// <summary>The top owner that the incident is about: what people would name when they complain.</summary>
    public required ObjectRef Subject { get; init; }

    /// <summary>Objects that suffer from it.</summary>
    public ImmutableArray<ObjectRef> Symptoms { get; init; } = [];

    /// <summary>One or two sentences for a person.</summary>
    public required string Summary { get; init; }

    /// <summary>From cause to symptom.</summary>
    public required ImmutableArray<Claim> Chain { get; init; }

    public ImmutableArray<RuledOut> RuledOut { get; init; } = [];

    public required ImmutableArray<Evidence> Evidence { get; init; }

    /// <summary>
    /// What the catalog matches and fills parameters from: <c>container</c>, <c>limit</c>, <c>suggestedLimit</c>,
    /// <c>configMap</c>, <c>previousRevision</c>, <c>replicas</c>, … Names are listed in <see cref="FactNames"/>.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The metric that shows when it began, where one does.</summary>
    public MetricShift? Shift { get; init; }

    /// <summary>The limit that would do, where a limit is what is wrong.</summary>
    public LimitAdvice? Limit { get; init; }

    public required DateTimeOffset FirstSeen { get; init; }

    public required DateTimeOffset LastSeen { get; init; }
}

[JsonConverter(typeof(KebabCase<Severity>))]
public enum Severity
{
    Info,
    Warning,
    Critical,
}

/// <summary>What an examination ended with.</summary>
/// <param name="Findings">Best first; empty when nothing is wrong or the cause is not known.</param>
/// <param name="Unexplained">Symptoms without a cause: said, never dropped.</param>
public sealed record Examination(
    ImmutableArray<Finding> Findings,
    ImmutableArray<Symptom> Unexplained,
    ImmutableArray<NotChecked> NotChecked);

/// <summary>Something that is bad now, before any explanation.</summary>
/// <param name="Code">From <see cref="SymptomCodes"/>.</param>
/// <param name="Object">The object it shows on.</param>
/// <param name="Subject">That object's top owner.</param>
/// <param name="Since">Cluster time.</param>
public sealed record Symptom(
    string Code, ObjectRef Object, ObjectRef Subject, Severity Severity, DateTimeOffset Since, string Text);
