using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Workflows;

public sealed class CatalogSearchTests
{
    private static readonly WorkflowCatalog Catalog = WorkflowCatalog.Load(null);

    [Fact]
    public void Search_ByAction_FindsWorkflowsWithSuchAStep() =>
        Find(new CatalogQuery(Action: "uncordon")).ShouldBe(["rollback-node-drain"]);

    [Fact]
    public void Search_ByCauseAndWords_NeedsBoth() =>
        Find(new CatalogQuery(Words: "MEMORY limit", Cause: CauseCodes.OomLimit))
            .ShouldBe(["restart-and-patch-memory", "raise-memory-by-half"]);

    [Fact]
    public void Search_ByEffectiveness_CountsTheRecord()
    {
        Find(new CatalogQuery(Cause: CauseCodes.OomLimit, MinEffectiveness: 0.9))
            .ShouldBe(["restart-and-patch-memory"]);
        Find(new CatalogQuery(Cause: CauseCodes.OomLimit, MinEffectiveness: 0.9), worked: 0, tried: 4).ShouldBeEmpty();
    }

    [Fact]
    public void Search_ForNothing_GivesAllWithTheBestFirst() =>
        Find(new CatalogQuery()).Count().ShouldBe(Catalog.All.Length);

    private static IEnumerable<string> Find(CatalogQuery query, int worked = 0, int tried = 0) =>
        CatalogSearch.Find(Catalog, query, _ => (worked, tried)).Select(found => found.Workflow.Id);
}
