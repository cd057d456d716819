using Kaos.Agent.Grains.Tests.Gate;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;

namespace Kaos.Agent.Grains.Tests.Workflows;

public sealed class ScoringTests
{
    private static readonly WorkflowCatalog Catalog = WorkflowCatalog.Load(null);

    [Theory]
    [Trait("Seed", "4-7")]
    [InlineData("last-applied")]
    [InlineData("observed")]
    public void Confidence_OomAfterAConfigChange_PutsTheMeasuredFixBeforeTheRollback(string source)
    {
        var finding = Samples.ConfigChange();
        finding = finding with { Facts = finding.Facts.SetItem(FactNames.PreviousSource, source) };

        Of("restart-and-patch-memory", finding).ShouldBe(0.91, tolerance: 0.03);
        Of("rollback-config", finding).ShouldBe(0.85, tolerance: 0.03);
        Of("restart-and-patch-memory", finding).ShouldBeGreaterThan(Of("rollback-config", finding));
    }

    [Fact]
    [Trait("Seed", "4-11")]
    public void Confidence_UpstreamScaledDown_PutsTheScaleBeforeTheNode()
    {
        Of("scale-statefulset", Samples.ScaledDown()).ShouldBe(0.93, tolerance: 0.03);
        Of("rollback-node-drain", Samples.ScaledDown()).ShouldBe(0.72, tolerance: 0.03);
    }

    [Fact]
    public void Confidence_LimitWithoutHeadroomAboveThePeak_IsLower()
    {
        var tight = Samples.ConfigChange();
        tight = tight with { Facts = tight.Facts.SetItem(FactNames.Peak, "760Mi") };

        Of("restart-and-patch-memory", tight)
            .ShouldBeLessThan(Of("restart-and-patch-memory", Samples.ConfigChange()) - 0.1);
    }

    [Fact]
    public void Effectiveness_RecordGrows_OutweighsThePrior()
    {
        Scoring.Effectiveness(0.9, (0, 0)).ShouldBe(0.9, tolerance: 1e-9);
        Scoring.Effectiveness(0.9, (0, 4)).ShouldBe(0.45, tolerance: 1e-9);
        Scoring.Effectiveness(0.9, (2.4, 4)).ShouldBe(0.75, tolerance: 1e-9);
        Scoring.Effectiveness(0.5, (96, 96)).ShouldBe(0.98, tolerance: 1e-9);
    }

    [Fact]
    public void Arguments_FactMissing_SaysWhich()
    {
        var finding = Samples.ConfigChange();
        finding = finding with { Facts = finding.Facts.Remove(FactNames.SuggestedLimit) };

        Arguments.Of(Catalog.Find("restart-and-patch-memory")!, finding).Missing.ShouldBe(
            "the finding has no suggestedLimit");
    }

    [Theory]
    [InlineData("0")]
    [InlineData("21")]
    [InlineData("many")]
    public void Arguments_ReplicasOutsideTheirBounds_AreRefused(string replicas)
    {
        var finding = Samples.ScaledDown();
        finding = finding with { Facts = finding.Facts.SetItem(FactNames.WantedReplicas, replicas) };

        Arguments.Of(Catalog.Find("scale-statefulset")!, finding).Missing.ShouldNotBeNull()
            .ShouldContain($"'{replicas}' is not a whole number");
    }

    [Fact]
    public void Arguments_ObjectFacts_AreReadInEveryForm()
    {
        Arguments.Read("db", "StatefulSet", "shop").ShouldBe(Samples.Db);
        Arguments.Read("StatefulSet/db", "Deployment", "shop").ShouldBe(Samples.Db);
        Arguments.Read("StatefulSet/shop/db", "Deployment", "other").ShouldBe(Samples.Db);
        Arguments.Read("node-2", "Node", "shop").ShouldBe(Samples.NodeTwo);
    }

    private static double Of(string id, Finding finding) => Scoring.Confidence(Catalog.Find(id)!, finding, (0, 0));
}
