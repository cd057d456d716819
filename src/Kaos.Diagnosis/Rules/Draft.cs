using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Metrics;
using Kaos.Diagnosis.Reading;

namespace Kaos.Diagnosis.Rules;

/// <summary>A finding in the making.</summary>
internal sealed record Draft
{
    public required string Cause { get; init; }

    public Severity Severity { get; init; } = Severity.Critical;

    public required ObjectRef Root { get; init; }

    public required ObjectRef Edit { get; init; }

    public required ObjectRef Subject { get; init; }

    public required string Summary { get; init; }

    public required Notes Notes { get; init; }

    public required ImmutableArray<Claim> Chain { get; init; }

    public ImmutableArray<RuledOut> RuledOut { get; init; } = [];

    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>One weight for each independent observation that speaks for the cause.</summary>
    public required ImmutableArray<double> Weights { get; init; }

    /// <summary>Symptoms that this explains.</summary>
    public required ImmutableArray<Symptom> Explains { get; init; }

    /// <summary>When the trouble began, as exactly as could be found; changes are sought just before it.</summary>
    public required DateTimeOffset Onset { get; init; }

    public bool OnsetIsMeasured { get; init; }

    public Shift? Shift { get; init; }

    public LimitAdvice? Limit { get; init; }

    /// <summary>Whose own trouble, where it has a finding, is the real cause.</summary>
    public ObjectRef? SuffersFrom { get; init; }
}
