using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;

namespace Kaos.Agent.Grains.Tests.Workflows;

public sealed class CatalogTests
{
    private const string Valid = """
        id: test-one
        name: Test
        description: Scale {workload}
        risk: low
        template: scale
        causes: [upstream-scaled-down]
        fit:
          - { fact: replicas, why: known }
        parameters:
          workload: { type: object, from: $subject, kinds: [Deployment] }
        steps:
          - { action: scale, target: "{workload}", with: { replicas: "3" }, describe: "Scaling {workload}" }
        verification:
          window: 5m
          checks:
            - { kind: rollout-healthy, on: "{workload}" }
        rollback: back
        expectedEffect: effect
        blastRadius: radius
        whenNotToUse: never
        """;

    [Fact]
    public void Catalog_BuiltIn_HasThirtyAndTheFourOfTheSeed()
    {
        var catalog = WorkflowCatalog.Load(null);

        catalog.All.Length.ShouldBeGreaterThanOrEqualTo(34);
        string[] seed = ["restart-and-patch-memory", "rollback-config", "rollback-node-drain", "scale-statefulset"];
        catalog.All.Where(workflow => seed.Contains(workflow.Id))
            .Select(workflow => (workflow.Id, workflow.Risk, workflow.Verification.Window.TotalMinutes)).ShouldBe(
        [
            ("restart-and-patch-memory", Risk.Low, 5),
            ("rollback-config", Risk.Low, 5),
            ("rollback-node-drain", Risk.Medium, 10),
            ("scale-statefulset", Risk.Low, 10),
        ]);
        catalog.For(CauseCodes.ConfigChange).Select(workflow => workflow.Id)
            .ShouldBe(["restart-and-patch-memory", "rollback-config"]);
    }

    [Fact]
    public void Reader_ValidText_GivesAWorkflowWithAStableHash()
    {
        var workflow = WorkflowReader.Read("a.yaml", Valid);

        workflow.Verification.Window.ShouldBe(TimeSpan.FromMinutes(5));
        WorkflowReader.Read("b.yaml", Valid.ReplaceLineEndings("\r\n") + "\n").Hash.ShouldBe(workflow.Hash);
        WorkflowReader.Read("b.yaml", Valid.Replace("risk: low", "risk: high")).Hash.ShouldNotBe(workflow.Hash);
    }

    [Theory]
    [InlineData("risk: low", "risk: tiny", 4, "tiny")]
    [InlineData("action: scale", "action: delete-namespace", 12, "delete-namespace")]
    [InlineData("kind: rollout-healthy", "kind: feels-better", 16, "feels-better")]
    [InlineData("window: 5m", "window: soon", 14, "soon")]
    [InlineData("whenNotToUse: never", "whenNotToUes: never", 1, "whenNotToUse")]
    [InlineData("target: \"{workload}\"", "target: \"{other}\"", 10, "{other}")]
    [InlineData("description: Scale {workload}", "description: Scale [{workload} to {many}|it]", 8, "{many}")]
    [InlineData("id: test-one", "id: Test One", 1, "Test One")]
    [InlineData("whenNotToUse: never", "whenNotToUse: [", 21, "YAML")]
    public void Reader_BrokenText_NamesFileAndLine(string good, string bad, int line, string part)
    {
        var broken = Should.Throw<CatalogFormatException>(() =>
            WorkflowReader.Read("mine.yaml", Valid.Replace(good, bad)));

        broken.Message.ShouldStartWith("mine.yaml, line ");
        broken.Message.ShouldContain(part);
        ((double)broken.Line).ShouldBe(line, tolerance: 1);
    }

    [Fact]
    public void Reader_UnknownField_IsAnError() =>
        Should.Throw<CatalogFormatException>(() => WorkflowReader.Read("mine.yaml", Valid + "\nmaxReplicas: 99\n"))
            .Message.ShouldContain("'maxReplicas' is not a field here");

    [Fact]
    public void Reader_NoRequiredCheck_IsAnError() =>
        Should.Throw<CatalogFormatException>(() => WorkflowReader.Read(
            "mine.yaml",
            Valid.Replace("on: \"{workload}\" }\nrollback", "on: \"{workload}\", required: false }\nrollback")))
            .Message.ShouldContain("at least one check must be required");

    [Fact]
    public void Catalog_FolderOfOnesOwn_ReplacesByIdAndRefusesDoubles()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllText(
                Path.Combine(folder.FullName, "one.yaml"), Valid.Replace("test-one", "scale-statefulset"));
            var catalog = WorkflowCatalog.Load(folder.FullName);
            catalog.Find("scale-statefulset").ShouldNotBeNull().Name.ShouldBe("Test");
            catalog.All.Length.ShouldBe(WorkflowCatalog.Load(null).All.Length);

            File.WriteAllText(
                Path.Combine(folder.FullName, "two.yaml"), Valid.Replace("test-one", "scale-statefulset"));
            Should.Throw<CatalogFormatException>(() =>
                WorkflowCatalog.Load(folder.FullName)).Message.ShouldContain("is taken by");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
