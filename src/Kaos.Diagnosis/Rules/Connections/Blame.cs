using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Rules.Connections;

/// <summary>Who is to blame for a trouble that a log reports.</summary>
/// <param name="Summary">What is wrong, from the lower case on: "it connects to …".</param>
/// <param name="Chain">From the cause up to what the log says; that is added by whoever asked.</param>
internal sealed record Blame(
    string Cause, ObjectRef Root, ObjectRef Edit, string Summary, ImmutableArray<Claim> Chain, params double[] Weights)
{
    public ImmutableSortedDictionary<string, string> Facts { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public ImmutableArray<RuledOut> RuledOut { get; init; } = [];

    /// <summary>Whose own trouble, where it has a finding, is the real cause.</summary>
    public ObjectRef? SuffersFrom { get; init; }
}
