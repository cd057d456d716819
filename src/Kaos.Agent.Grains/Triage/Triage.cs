using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Triage;

/// <summary>
/// One look over a whole cluster or snapshot: what is wrong, why, and what could not be checked. Writes nothing.
/// </summary>
public static class Triage
{
    /// <param name="namespace">Reports only what concerns this namespace; null reports everything.</param>
    /// <param name="options">What could be done about a finding in the world that was looked at; null offers
    /// nothing.</param>
    /// <param name="onStep">Called before each read, to show progress; may be null.</param>
    public static Task<TriageReport> RunAsync(
        ICluster cluster,
        string? @namespace,
        Func<Finding, ClusterSnapshot, UnplannedOptions>? options,
        Func<Step.ReadMore, CancellationToken, ValueTask>? onStep,
        CancellationToken cancellationToken) =>
        RunAsync(cluster, @namespace, options, Examiner.Next, onStep, cancellationToken);

    internal static async Task<TriageReport> RunAsync(
        ICluster cluster,
        string? @namespace,
        Func<Finding, ClusterSnapshot, UnplannedOptions>? options,
        Func<CaseFile, Step> next,
        Func<Step.ReadMore, CancellationToken, ValueTask>? onStep,
        CancellationToken cancellationToken)
    {
        var ended = await Investigator.RunAsync(
            cluster, null, next, onStep, new InvestigationBudget(), cancellationToken);
        var world = ended.Case.World;
        var examination = ended.Result with
        {
            Unexplained = [.. ended.Result.Unexplained, .. Dropped(ended.Result, Examiner.Symptoms(world))],
            NotChecked = [.. ended.Result.NotChecked, .. NotLookedAt(world, @namespace, ended.Result.NotChecked)],
        };
        return TriageReports.Of(cluster.Name, world.Now, examination, @namespace,
            options is null ? null : finding => options(finding, world));
    }

    // A symptom that no finding speaks of is still a symptom: "healthy" must not come from an examination's silence.
    private static IEnumerable<Symptom> Dropped(Examination result, ImmutableArray<Symptom> symptoms)
    {
        var spokenOf = result.Findings
            .SelectMany(finding => finding.Symptoms.Append(finding.Subject).Append(finding.RootCause))
            .Concat(result.Unexplained.Select(symptom => symptom.Subject))
            .ToHashSet();
        return symptoms.Where(symptom => !spokenOf.Contains(symptom.Subject) && !spokenOf.Contains(symptom.Object));
    }

    // What the reading could not get is said, whatever the examination made of it.
    private static IEnumerable<NotChecked> NotLookedAt(
        ClusterSnapshot world, string? @namespace, ImmutableArray<NotChecked> said)
    {
        foreach (var part in world.NotRead.Where(part => !said.Any(known => known.What == part.What)))
        {
            yield return new NotChecked(part.What, part.Why);
        }

        if (!world.Objects.All().Any())
        {
            yield return new NotChecked(
                "the cluster", "nothing of it could be read; check the path, the context and your permissions");
        }
        else if (@namespace is not null && !Holds(world.Objects, @namespace))
        {
            var nearest = world.Objects.All().Select(item => item.Metadata.Namespace)
                .Concat(world.Objects.Namespaces.Select(item => item.Metadata.Name))
                .Where(name => name.Length > 0)
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(10);
            yield return new NotChecked(
                $"namespace {@namespace}",
                $"there is no such namespace in it; there are: {string.Join(", ", nearest)}");
        }
    }

    private static bool Holds(ClusterObjects objects, string @namespace) =>
        objects.Namespaces.Any(item => item.Metadata.Name == @namespace) ||
        objects.All().Any(item => item.Metadata.Namespace == @namespace);
}
