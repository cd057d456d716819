using Kaos.Agent.Grains.Clusters;

namespace Kaos.Agent.Grains.Tests.Clusters;

public class RedactedObjectsTests
{
    [Fact]
    public void Objects_WithSecretsInEnvironment_ComeOutClean()
    {
        var world = Worlds.FromYaml(Worlds.Deployment(
            "shop", "web", """[ { name: DB_PASSWORD, value: hunter2 }, { name: DB_HOST, value: "web-db:5432" } ]"""));

        var clean = new RedactedObjects().Of(world.Objects);

        var env = clean.Deployments.Single().Spec.Template.Spec.Containers.Single().Env;
        env.Select(e => e.Value).ShouldBe([Redaction.Mark, "web-db:5432"]);
        clean.Pods.Single().Spec.Containers.Single().Env[0].Value.ShouldBe(Redaction.Mark);
    }

    [Fact]
    public void Objects_WithoutSecrets_StayTheSameInstances()
    {
        var world = Worlds.FromYaml(Worlds.Deployment("shop", "web") + Worlds.Service("shop", "web"));

        var clean = new RedactedObjects().Of(world.Objects);

        clean.Pods.Single().ShouldBeSameAs(world.Objects.Pods.Single());
        clean.Deployments.Single().ShouldBeSameAs(world.Objects.Deployments.Single());
        clean.All().Count().ShouldBe(world.Objects.All().Count());
    }

    [Fact]
    public void ConfigMap_WithSecretInDataAndLastApplied_ComesOutClean()
    {
        var world = Worlds.FromYaml("""
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: web
              namespace: shop
              annotations: { kubectl.kubernetes.io/last-applied-configuration: '{"data":{"db.password":"hunter2","size":"5"}}' }
            data: { db.password: hunter2, size: "5" }
            """);

        var map = new RedactedObjects().Of(world.Objects).ConfigMaps.Single();

        map.Data["db.password"].ShouldBe(Redaction.Mark);
        map.Data["size"].ShouldBe("5");
        map.Metadata.Annotations.Values.Single().ShouldBe("""{"data":{"db.password":"[redacted]","size":"5"}}""");
    }
}
