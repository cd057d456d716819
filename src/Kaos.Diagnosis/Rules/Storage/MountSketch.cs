using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Reading;
using Kaos.Diagnosis.Text;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Storage;

/// <summary>What every explanation of a volume that cannot be mounted has in common.</summary>
internal sealed class MountSketch
{
    private readonly Notes notes = new();
    private readonly List<Claim> found = [];
    private readonly string told;
    private readonly ImmutableArray<Symptom> explains;
    private readonly ImmutableSortedDictionary<string, string>.Builder facts =
        ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

    public MountSketch(Scene scene, ObjectRef subject, Pod pod, MountTrouble trouble, ImmutableArray<Symptom> explains)
    {
        (Scene, Subject, Pod, Trouble) = (scene, subject, pod, trouble);
        this.explains = explains;
        told = notes.Add(
            Sources.Events, "mount", pod.Ref(), trouble.Event.LastSeen ?? scene.Now,
            $"{trouble.Event.Reason} for pod {pod.Metadata.Name}, {Say.Count(trouble.Event.Times, "time")}: {Say.Short(trouble.Text, 300)}",
            ("times", trouble.Event.Times));
        Fact("node", pod.Spec.NodeName);
        Fact("claim", trouble.Claim?.Metadata.Name);
        Fact("volume", trouble.Bound?.Metadata.Name ?? trouble.Claim?.Spec.VolumeName);
    }

    public Scene Scene { get; }

    public ObjectRef Subject { get; }

    public Pod Pod { get; }

    public MountTrouble Trouble { get; }

    /// <summary>For sentences: the claim where there is one.</summary>
    public string VolumeName =>
        Trouble.Claim?.Ref().Named() ?? (Trouble.Volume is { } volume ? $"Volume {volume.Name}" : "A volume");

    public void Fact(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            facts[name] = value;
        }
    }

    /// <summary>One more observation; it comes before the event in the chain.</summary>
    public void Add(string source, string statement, ObjectRef of, string text) =>
        found.Add(new Claim(text, [notes.Add(source, statement, of, Scene.Now, text)]));

    public Draft Draft(
        string cause, ObjectRef root, ObjectRef edit, string summary, ImmutableArray<double> weights) => new()
        {
            Cause = cause,
            Root = root,
            Edit = edit,
            Subject = Subject,
            Notes = notes,
            Chain =
                [.. found, new Claim($"So pod {Pod.Metadata.Name} does not start: {Say.Short(Trouble.Text)}", [told])],
            Facts = facts.ToImmutable(),
            Weights = weights,
            Explains = explains,
            Onset = explains.Min(s => s.Since),
            Summary = summary,
        };
}
