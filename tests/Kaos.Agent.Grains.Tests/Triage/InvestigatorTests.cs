using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Tests.Clusters;
using Kaos.Agent.Grains.Triage;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Tests.Triage;

public class InvestigatorTests
{
    private static readonly ReadRequest.Logs Current = new("shop", "web-1", "app", false, 2);
    private static readonly ReadRequest.Logs Gone = new("shop", "web-9", "app", false, 2);
    private static readonly Examination Nothing = new([], [], []);

    private readonly SnapshotCluster cluster = new(Worlds.FromYaml(Worlds.Deployment("shop", "web")) with
    {
        Logs = [new LogText("shop", "web-1", "app", false, ["one", "password=hunter2", "three"])],
    });

    [Fact]
    public async Task Run_ReadsWhatIsAskedFor_AndTellsEachStep()
    {
        var steps = new List<string>();

        var ended = await Investigator.RunAsync(
            cluster, null, AskOnce(Current, Gone), (step, _) =>
                { steps.Add(step.Why); return ValueTask.CompletedTask; }, new(), default);

        steps.ShouldBe(["logs"]);
        ended.Case.Done.ShouldBe([Current, Gone], ignoreOrder: true);
        ended.Case.World.Logs.Single().Lines.ShouldBe(["password=[redacted]", "three"]);
        ended.Case.World.NotRead.ShouldContain(part => part.What.Contains("web-9"));
    }

    [Fact]
    public async Task Run_BudgetUsedUp_ConcludesWithWhatWasNotRead()
    {
        var ended = await Investigator.RunAsync(
            cluster, null, AskOnce(Current), null, new InvestigationBudget(Reads: 0), default);

        ended.Result.ShouldBe(Nothing);
        ended.Case.World.Logs.ShouldBeEmpty();
        ended.Case.World.NotRead.ShouldContain(part => part.Why.Contains("budget"));
    }

    [Fact]
    public async Task Run_ExaminerThatNeverConcludes_IsStoppedAndSaysSo()
    {
        var tail = 0;

        var ended = await Investigator.RunAsync(
            cluster, null, _ => new Step.ReadMore("more", [Current with { Tail = ++tail }], []), null,
            new InvestigationBudget(3, 3), default);

        ended.Result.NotChecked.ShouldContain(part => part.What == "the investigation");
        tail.ShouldBeLessThan(50);
    }

    private static Func<CaseFile, Step> AskOnce(params ImmutableArray<ReadRequest> requests) => file =>
        file.Done.IsSupersetOf(requests) ? new Step.Concluded(Nothing) : new Step.ReadMore("logs", requests, []);
}
