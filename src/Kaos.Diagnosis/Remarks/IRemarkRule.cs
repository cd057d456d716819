using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.World;

namespace Kaos.Diagnosis.Remarks;

/// <summary>Knows one kind of remark, or a few that the same objects tell.</summary>
internal interface IRemarkRule
{
    /// <summary>From <see cref="RemarkCodes"/>.</summary>
    ImmutableArray<string> Codes { get; }

    IEnumerable<Remark> Of(WorldIndex index);
}
