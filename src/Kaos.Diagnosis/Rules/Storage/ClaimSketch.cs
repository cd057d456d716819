using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>What every explanation of a claim without a volume has in common.</summary>
internal sealed class ClaimSketch(
    Scene scene, PersistentVolumeClaim claim, ObjectRef subject, ImmutableArray<Symptom> explains)
{
    private readonly ImmutableSortedDictionary<string, string>.Builder facts =
        ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    public Scene Scene => scene;

    public PersistentVolumeClaim Claim => claim;

    public Notes Notes { get; } = new();

    /// <summary>For sentences: <c>PersistentVolumeClaim shop/data</c>.</summary>
    public string Name { get; } = claim.Ref().Named();

    public Event? Event(string reason) =>
        scene.Index.EventsOf(claim.Ref()).Where(e => e.Reason == reason).MaxBy(e => (e.LastSeen, e.Message));

    public void Fact(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            facts[name] = value;
        }
    }

    /// <summary>Root and edit target are the claim, or the StatefulSet whose template makes such claims.</summary>
    public Draft Draft(string cause, string summary, string evidence, ImmutableArray<double> weights)
    {
        Fact("claim", claim.Metadata.Name);
        var maker = StorageIndex.Of(scene.Index.Objects).MakerOf(claim);
        return new Draft
        {
            Cause = cause,
            Severity = Severity.Warning,
            Root = claim.Ref(),
            Edit = maker?.Ref() ?? claim.Ref(),
            Subject = subject,
            Notes = Notes,
            Chain = [new Claim(summary.TrimEnd('.'), [evidence])],
            Facts = facts.ToImmutable(),
            Weights = weights,
            Explains = explains,
            Onset = explains.Length > 0 ? explains.Min(s => s.Since) : scene.Now,
            Summary = summary,
        };
    }
}
