using Kaos.Agent.Grains.Triage;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Tests;
using Kaos.Diagnosis.Tests.Accuracy;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks.Accuracy;

/// <summary>
/// Which workflows are offered for a finding, best first, as an offline triage offers them.
/// </summary>
internal static class Offers
{
    /// <summary>What stands first where no workflow is offered.</summary>
    public const string HandOver = "hand-over";

    private static readonly WorkflowCatalog Catalog = WorkflowCatalog.Load(null);

    /// <summary>Whether there could be anything but handing over.</summary>
    public static bool Has(string cause) => Catalog.For(cause).Any();

    public static string First(Finding finding, ClusterSnapshot world) =>
        UnplannedOptions.Of(Catalog, finding, world).Offered.FirstOrDefault()?.Id ?? HandOver;

    /// <summary>One line for each finding of each scenario: for whoever writes down what should come first.</summary>
    public static void Print(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var world = Scenario.Load(name).World;
            foreach (var answer in Outcome.Of(name, Form.AsWritten).Answers.Where(a => a.Found is not null))
            {
                var found = answer.Found!;
                var ranked = UnplannedOptions.Of(Catalog, found, world).Offered.Select(one =>
                    $"{one.Id} {one.Confidence:0.00}");
                var left = Catalog.For(found.CauseCode).Select(w => (w.Id, Why: Refusal(w, found, world)))
                    .Where(one => one.Why is not null).Select(one => $"{one.Id}: {one.Why}");
                Console.WriteLine(
                    $"{name} | {found.CauseCode} | {found.EditTarget} | {answer.Expected.FirstOption ?? "?"} | {string.Join(", ", ranked)}");
                Console.WriteLine($"    {found.Summary}");
                Console.WriteLine($"    {string.Join("; ", found.Facts.Select(f => $"{f.Key}={f.Value}"))}");
                Console.WriteLine($"    not: {string.Join("; ", left)}");
            }
        }
    }

    private static string? Refusal(Workflow workflow, Finding finding, ClusterSnapshot world)
    {
        var arguments = Arguments.Of(workflow, finding);
        return arguments.Missing ?? new UnplannedRefusal(world).Of(workflow, arguments, finding);
    }
}
