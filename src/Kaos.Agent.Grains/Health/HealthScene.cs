using System.Collections.Immutable;
using System.Globalization;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Views;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Health;

/// <summary>What the parts of a health check look at: a cluster, a namespace of it, and the symptoms there.</summary>
/// <param name="Namespace">Null: all.</param>
internal sealed record HealthScene(ClusterSnapshot World, string? Namespace, ImmutableArray<Symptom> Symptoms)
{
    public ClusterObjects Objects => World.Objects;

    public IEnumerable<T> Here<T>()
        where T : class, IKubernetesObject =>
        Objects.Of<T>().Where(item => Namespace is null || item.Metadata.Namespace == Namespace);

    public ImmutableArray<string> SymptomsOf(Func<string, bool> kind) =>
        [.. Symptoms.Where(symptom => kind(symptom.Object.Kind)).Select(Line)];

    /// <summary>Why a kind was not seen; empty when it was.</summary>
    /// <param name="plurals">As the server names them: <c>pods</c>, <c>pods.metrics.k8s.io</c>.</param>
    public ImmutableArray<NotChecked> NotSeen(params ReadOnlySpan<string> plurals)
    {
        var parts = ImmutableArray.CreateBuilder<NotChecked>();
        foreach (var plural in plurals)
        {
            parts.AddRange(World.NotRead
                .Where(part => part.What == plural || part.What.StartsWith($"{plural} in ", StringComparison.Ordinal))
                .Select(part => new NotChecked(part.What, part.Why)));
        }

        return parts.ToImmutable();
    }

    /// <summary>Not well where something is said; unknown where something could not be seen; else well.</summary>
    public static HealthPart Part(
        string name, string summary, ImmutableArray<string> notWell, ImmutableArray<NotChecked> notSeen) => new(
        name, !notWell.IsEmpty ? HealthState.NotWell : !notSeen.IsEmpty ? HealthState.Unknown : HealthState.Well,
        summary, notWell, notSeen);

    private string Line(Symptom symptom) =>
        $"{symptom.Object.Kind} {(symptom.Object.Namespace is null ? "" : symptom.Object.Namespace + "/")}{symptom.Object.Name}: {WithoutSince(symptom)}{Since(symptom.Since)}";

    // Said once is enough, and with its age.
    private static string WithoutSince(Symptom symptom) => symptom.Text.Replace(
        string.Create(CultureInfo.InvariantCulture, $" since {symptom.Since.UtcDateTime:HH:mm} UTC"), "",
        StringComparison.Ordinal);

    /// <summary><c> (since 2026-03-01 03:14 UTC, 17m)</c>; empty when it is not known.</summary>
    public string Since(DateTimeOffset? at) => at is not { } since
        ? ""
        : string.Create(
            CultureInfo.InvariantCulture,
            $" (since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {Desk.IntakeRows.Span(World.Now - since)})");
}
