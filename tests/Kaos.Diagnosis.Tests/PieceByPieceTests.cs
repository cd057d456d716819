using Kaos.Contracts.Diagnosis;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>
/// Every scenario, watched while its objects arrive one by one, are written anew, and go one by one: at every look the
/// carried symptoms are those of looking at everything, so no kind of symptom misses a change that concerns it.
/// </summary>
public sealed class PieceByPieceTests
{
    private const int MostLooks = 40;

    public static TheoryData<string> All => [.. Scenario.Names()];

    [Theory]
    [MemberData(nameof(All))]
    public void After_ObjectsComeChangeAndGo_EqualsLookingAtEverything(string name)
    {
        var world = Scenario.Load(name).World;
        var all = world.Objects.All().ToList();
        new Random(Accuracy.Hash.Of(name)).Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(all));
        var size = Math.Max(1, all.Count / MostLooks);
        var here = new List<IKubernetesObject>();
        var current = ClusterObjects.Empty;
        var live = LiveSymptoms.Of(world with { Objects = Built() });

        foreach (var part in all.Chunk(size))
        {
            here.AddRange(part);
            Look("arrived", part);
        }

        Print(live.All).ShouldBe(Print(Examiner.Symptoms(world)), "with everything there");
        foreach (var part in all.Chunk(size))
        {
            here.RemoveAll(part.Contains);
            Look("went", part);
            here.AddRange(part);
            Look("came back", part);
        }

        foreach (var part in all.Chunk(size))
        {
            here.RemoveAll(part.Contains);
            Look("went for good", part);
        }

        live.All.ShouldBeEmpty();

        void Look(string what, IEnumerable<IKubernetesObject> part)
        {
            live = live.After(world with { Objects = Built() });
            Print(live.All).ShouldBe(
                Print(Examiner.Symptoms(world with { Objects = Fresh() })),
                $"{name}: {string.Join(", ", part.Select(o => $"{o.Kind} {o.Metadata.Namespace}/{o.Metadata.Name}"))} {what}");
        }

        ClusterObjects Built() => current = Builder().Build(current);

        ClusterObjects Fresh() => Builder().Build();

        // Kinds that were read stay read, also while none of them is there.
        ClusterObjectsBuilder Builder()
        {
            var builder = new ClusterObjectsBuilder().AddRange<Pod>([]).AddRange<Service>([]).AddRange<Node>([]);
            foreach (var item in here)
            {
                RestlessWorld.Add(builder, item);
            }

            return builder;
        }
    }

    private static string Print(IEnumerable<Symptom> symptoms) => string.Join("\n", symptoms);
}
