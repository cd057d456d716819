using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Remarks;

/// <summary>
/// What the reports of policy engines say of things that run: one remark for each policy of a namespace. Failing a
/// policy breaks nothing; what a policy refuses shows as a refusal.
/// </summary>
internal sealed class PolicyRemarks : IRemarkRule
{
    private static readonly string[] Groups = ["wgpolicyk8s.io", "openreports.io"];

    public ImmutableArray<string> Codes => [RemarkCodes.PolicyViolated];

    public IEnumerable<Remark> Of(WorldIndex index) =>
        from report in index.Objects.CustomResources
        where Groups.Contains(report.Group)
        from result in report.Results.Items()
        where result.Text("result") == "fail"
        group (Report: report, Result: result) by (report.Metadata.Namespace,
            Policy: result.Text("policy") ?? "") into failed
        let first = failed.OrderBy(f => f.Report.Metadata.Name, StringComparer.Ordinal).First()
        let said = first.Result.Text("message")
        select new Remark(
            RemarkCodes.PolicyViolated, first.Report.Ref(),
            $"Policy {failed.Key.Policy} fails {Say.Count(failed.Count(), "time")} " +
            (failed.Key.Namespace.Length > 0 ? $"in namespace {failed.Key.Namespace}" : "on the cluster's own objects") +
            (said is null ? "" : $": {Say.Short(said, 160)}"),
            "Mend what the report names, or state an exception; an enforced policy refuses the next change.");
}
