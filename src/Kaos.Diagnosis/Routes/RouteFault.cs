using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Routes;

/// <summary>Why a way from outside into the cluster does not work.</summary>
/// <param name="Text">One sentence without its end: which field has which value, and what there is instead.</param>
/// <param name="Weight">How sure it is.</param>
internal sealed record RouteFault(string Cause, ObjectRef Root, ObjectRef Edit, string Text, double Weight)
{
    public Severity Severity { get; init; } = Severity.Critical;

    public DateTimeOffset? Since { get; init; }

    /// <summary>Whose own trouble, where it has a finding, is the real cause.</summary>
    public ObjectRef? SuffersFrom { get; init; }

    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
