using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Graph;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Tests;

/// <summary>
/// Whatever is read, the examination concludes, in a bounded number of steps, and says what it could not see.
/// </summary>
public sealed class BadInputTests
{
    private const int SpoiledForms = 3;

    public static TheoryData<string> All => [.. Scenario.Names()];

    [Theory]
    [MemberData(nameof(All))]
    public void Examination_OfSpoiledObjects_Concludes(string name)
    {
        for (var i = 0; i < SpoiledForms; i++)
        {
            var seed = Accuracy.Hash.Of(name) % 10_000 + i;
            var world = new SpoiledFolder(seed).Read(name);
            foreach (var focus in Focuses(world, seed))
            {
                Should.NotThrow(() => new SnapshotCase(world, focus).Conclude(), $"{name}, seed {seed}, {focus}");
            }

            Should.NotThrow(() =>
                LiveSymptoms.Of(world).After(world with { Now = world.Now.AddHours(1) }), $"{name}, seed {seed}");
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Examination_WithAnyKindUnread_ConcludesAndSaysSo(string name)
    {
        var world = Scenario.Load(name).World;
        foreach (var kind in world.Objects.All().Select(item => item.GetType()).Distinct())
        {
            var less = world with
            {
                Objects = Without(world.Objects, kind),
                NotRead = [.. world.NotRead, new UnreadPart(kind.Name.ToLowerInvariant() + "s", "403: forbidden")],
            };

            var result = new SnapshotCase(less, Scenario.Load(name).Expected.Focus).Conclude();

            result.NotChecked.ShouldContain(part =>
                part.What == kind.Name.ToLowerInvariant() + "s" && part.Why == "403: forbidden");
        }
    }

    [Fact]
    public void Examination_OfAHundredThousandEvents_FindsTheSame()
    {
        var scenario = Scenario.Load("image-tag-missing");
        var other = scenario.World.Objects.Events[0];
        var events = Enumerable.Range(0, 100_000).Select(i => other with
        {
            Metadata = other.Metadata with { Name = $"many.{i}" },
            Reason = i % 2 == 0 ? "Unhealthy" : "FailedScheduling",
            InvolvedObject = other.InvolvedObject with { Name = $"gone-7b4d9-{i}" },
        });
        var builder = new ClusterObjectsBuilder().AddRange<Event>([.. scenario.World.Objects.Events, .. events])
            .AddOtherKinds(scenario.World.Objects);

        var result = new SnapshotCase(scenario.World with { Objects = builder.Build() }, null).Conclude();

        result.Findings.ShouldHaveSingleItem().CauseCode.ShouldBe(scenario.Expected.Findings[0].CauseCode);
    }

    [Theory]
    [InlineData(-400)]
    [InlineData(400)]
    public void Examination_WhenTheClocksDisagree_Concludes(int days)
    {
        foreach (var name in Scenario.Names())
        {
            var world = Scenario.Load(name).World;

            Should.NotThrow(() =>
                new SnapshotCase(world with { Now = world.Now.AddDays(days) }, null).Conclude(), name);
        }
    }

    private static IEnumerable<Focus?> Focuses(ClusterSnapshot world, int seed)
    {
        yield return null;
        var random = new Random(seed);
        var all = world.Objects.All().ToList();
        for (var i = 0; i < 2 && all.Count > 0; i++)
        {
            var item = all[random.Next(all.Count)];
            yield return new Focus(
                new ObjectRef(item.Kind, item.Metadata.Namespace, item.Metadata.Name),
                random.Next(2) == 0 ? SymptomCodes.Latency : null,
                random.Next(2) == 0 ? DateTimeOffset.MinValue : null);
            Should.NotThrow(() =>
                DependencyGraph.Of(world.Objects)
                    .Upstream(new ObjectRef(item.Kind, item.Metadata.Namespace, item.Metadata.Name)));
        }
    }

    private static ClusterObjects Without(ClusterObjects objects, Type kind)
    {
        var builder = new ClusterObjectsBuilder();
        foreach (var item in objects.All().Where(item => item.GetType() != kind))
        {
            RestlessWorld.Add(builder, item);
        }

        return builder.Build();
    }
}
