using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Repositories;

namespace Kaos.Agent.Grains.Tests.Gate.Repositories;

/// <summary>Which file of a repository says what a field is, in the layouts that teams use.</summary>
[Trait("Seed", "0-16")]
public sealed class ManifestFinderTests
{
    private const string Base = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: { name: web }
        spec:
          replicas: 1
          template:
            spec:
              containers:
                - { name: app, image: "example.invalid/web:1" }

        """;

    private static readonly FieldChange Replicas = Change("spec/replicas", "3", "5");
    private static readonly FieldChange Image = Change(
        "spec/template/spec/containers/@app/image", "\"example.invalid/web:1\"", "\"example.invalid/web:2\"");

    [Fact]
    public void Replicas_OfAnOverlayPatch_AreChangedWhereTheClustersNumberStands()
    {
        var found = Found(
            Replicas, ("base/web.yaml", Base), ("overlays/prod/web.yaml", Base.Replace("replicas: 1", "replicas: 3")));

        found.File.Path.ShouldBe("overlays/prod/web.yaml");
        found.After.ShouldContain("replicas: 5");
        found.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Replicas_OfAKustomization_WinOverTheManifest()
    {
        var found = Found(
            Replicas, ("base/web.yaml", Base),
            ("overlays/prod/kustomization.yaml",
                "resources: [../../base]\nreplicas:\n- name: other\n  count: 3\n- name: web\n  count: 3 # peak\n"));

        found.After.ShouldEndWith("- name: other\n  count: 3\n- name: web\n  count: 5 # peak\n");
    }

    [Fact]
    public void Image_OfAKustomization_ChangesItsTagAlone() => Found(
            Image, ("base/web.yaml", Base),
            ("kustomization.yaml", "images:\n  - name: web\n    newName: example.invalid/web\n    newTag: \"1\"\n"))
        .After.ShouldBe("images:\n  - name: web\n    newName: example.invalid/web\n    newTag: \"2\"\n");

    [Fact]
    public void Image_OfAChart_ChangesTheTagBesideItsRepository() => Found(
            Image, ("values.yaml",
                "web:\n  image: { registry: example.invalid, repository: web, tag: \"1\" }\nproxy:\n  image: { repository: proxy, tag: \"1\" }\n"))
        .After.ShouldStartWith("web:\n  image: { registry: example.invalid, repository: web, tag: \"2\" }\n");

    [Fact]
    public void Value_OfAHelmRelease_IsChangedInItsValues()
    {
        const string release =
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata:\n  name: {0}\nspec:\n  values:\n    replicaCount: 3\n";
        var found = Found(
            Replicas, ("a.yaml", release.Replace("{0}", "other")), ("b.yaml", release.Replace("{0}", "shop")));

        (found.File.Path, found.After)
            .ShouldBe(("b.yaml", release.Replace("{0}", "shop").Replace("replicaCount: 3", "replicaCount: 5")));
    }

    [Fact]
    public void Value_ThatTwoPartsOfAChartHave_IsTheOneNamedLikeTheObject() => Found(
            Replicas, ("values.yaml", "worker:\n  replicas: 3\nweb:\n  replicas: 3\n"))
        .After.ShouldBe("worker:\n  replicas: 3\nweb:\n  replicas: 5\n");

    [Fact]
    public void Value_ThatTwoPartsOfAChartHave_AndNeitherIsNamedSo_IsAmbiguous() =>
        Find(Replicas, ("values.yaml",
            "a:\n  replicas: 3\nb:\n  replicas: 3\n")).ShouldBeOfType<Whereabouts.Unclear>().Why.ShouldContain("2 places");

    [Fact]
    public void Manifest_ThatSaysSomethingElse_IsChangedWithAWarning() =>
        Found(Replicas, ("web.yaml", Base)).Warnings.ShouldBe(
            ["web.yaml says 1 for spec.replicas, the cluster has 3."]);

    [Fact]
    public void Manifest_ThatSaysSoAlready_IsNotChanged() =>
        Find(
            Replicas,
            ("web.yaml", Base.Replace("replicas: 1",
                "replicas: 5"))).ShouldBeOfType<Whereabouts.Unclear>().Why.ShouldContain("says so already");

    [Theory]
    [InlineData("metadata: { name: web }", "metadata: { name: web, namespace: other }")]
    [InlineData("apps/v1", "example.com/v1")]
    [InlineData("kind: Deployment", "kind: StatefulSet")]
    public void Manifest_OfAnotherObject_IsNotTaken(string before, string after) =>
        Find(
            Replicas,
            ("web.yaml",
                Base.Replace(before, after))).ShouldBeOfType<Whereabouts.Unclear>().Why.ShouldContain("no manifest of");

    private static Whereabouts.Found Found(FieldChange change, params (string Path, string Text)[] files) =>
        Find(change, files).ShouldBeOfType<Whereabouts.Found>();

    private static Whereabouts Find(
        FieldChange change, params (string Path, string Text)[] files) => ManifestFinder.Find(
        [.. files.Select(file => new RepositoryFile(file.Path, "100644", "", file.Text))],
        new SoughtFields(Samples.Shop, "apps/v1", [change], "shop"));

    private static FieldChange Change(string path, string old, string now) => new(
        path.Split('/').Select(part => part[0] == '@' ? new FieldPart(null, part[1..]) : new FieldPart(part))
            .ToImmutableArray(),
        JsonNode.Parse(old), JsonNode.Parse(now));
}
