using Kaos.Contracts.Diagnosis;

namespace Kaos.Diagnosis.Tests;

public sealed class LiveSymptomsTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_AnyChanges_EqualsLookingAtEverything(int seed)
    {
        var world = new RestlessWorld(seed);
        var live = LiveSymptoms.Of(world.Look);
        for (var i = 0; i < Steps; i++)
        {
            world.Step();

            live = live.After(world.Look);

            Print(live.All).ShouldBe(Print(Examiner.Symptoms(world.Fresh)), $"seed {seed}, step {i}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Next_OnAnIndexCarriedOver_EqualsOneBuiltAnew(int seed)
    {
        var world = new RestlessWorld(seed);
        var live = LiveSymptoms.Of(world.Look);
        new SnapshotCase(world.Look, null).Conclude();
        for (var i = 0; i < Steps / 4; i++)
        {
            world.Step();
            live = live.After(world.Look);

            Print(new SnapshotCase(world.Look, null).Conclude()).ShouldBe(
                Print(new SnapshotCase(world.Fresh, null).Conclude()), $"seed {seed}, step {i}");
        }
    }

    [Fact]
    public void After_NothingChanged_IsTheSameList()
    {
        var world = Scenario.Load("node-not-ready").World;
        var live = LiveSymptoms.Of(world);

        var later = live.After(world with { Now = world.Now.AddSeconds(1) });

        later.All.ShouldBe(live.All);
        later.All.Equals(live.All).ShouldBeTrue("the very same array");
    }

    [Fact]
    public void Until_PodWithinItsGrace_IsWhenItEnds()
    {
        var world = Scenario.Load("healthy-pods-just-starting").World;
        var live = LiveSymptoms.Of(world);

        live.Until.ShouldBeGreaterThan(world.Now);
        live.After(world with { Now = live.Until }).All.Select(s => s.Code)
            .ShouldBe(Examiner.Symptoms(world with { Now = live.Until }).Select(s => s.Code));
    }

    private static string Print(IEnumerable<Symptom> symptoms) => string.Join("\n", symptoms);

    private static string Print(Examination result) => string.Join("\n", result.Findings.Select(f =>
        $"{f.CauseCode} {f.Confidence} {f.RootCause} {f.EditTarget} {f.Summary} {string.Join(" ", f.Evidence.Select(e => e.Text))}")) +
        Print(result.Unexplained);
}
