using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Workflows;

/// <summary>
/// Confidence of a workflow for a finding = confidence of the finding x fit x effectiveness. The README says why.
/// </summary>
internal static class Scoring
{
    /// <summary>The prior weighs as much as this many uses.</summary>
    public const double PriorTries = 4;

    public static double Confidence(Workflow workflow, Finding finding, (double Worked, int Tried) record) =>
        Math.Round(
            Math.Clamp(finding.Confidence, 0, 1) * Fit(workflow, finding) * Effectiveness(workflow.Prior, record), 2);

    /// <summary>Weighted mean of the terms: 0 to 1.</summary>
    public static double Fit(Workflow workflow, Finding finding) =>
        workflow.Fit.Sum(term =>
            term.Weight * (Holds(term.Condition, finding) ? 1 : term.Else)) / workflow.Fit.Sum(term => term.Weight);

    /// <summary>The prior, drawn towards the record the more there is of it.</summary>
    public static double Effectiveness(double prior, (double Worked, int Tried) record) =>
        (record.Worked + (PriorTries * prior)) / (record.Tried + PriorTries);

    private static bool Holds(FitCondition condition, Finding finding) => condition switch
    {
        FitCondition.Fact fact =>
            finding.Facts.TryGetValue(fact.Name, out var value) && (fact.Is is null || fact.Is == value),
        FitCondition.Cited cited => finding.Evidence.Any(evidence => evidence.Source == cited.Source),
        FitCondition.Cause cause => finding.CauseCode == cause.Code,
        FitCondition.AtLeast ratio => Amount(finding, ratio.Name) is { } one &&
            Amount(finding, ratio.Other) is { } other
            && one >= other * (decimal)ratio.Factor,
        _ => false,
    };

    private static decimal? Amount(Finding finding, string fact) =>
        finding.Facts.TryGetValue(fact, out var text) && Quantity.TryParse(text, out var quantity)
            ? quantity.Value
            : null;
}
