using System.Globalization;
using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

// Roll-outs over ReplicaSets: a new template makes a new one, an old template (undo) brings its old one back.
internal sealed class DeploymentController(World world, Action<ObjectKey> lookAgain) : IController
{
    private const string RevisionKey = "deployment.kubernetes.io/revision";
    private const string HashKey = "pod-template-hash";

    private readonly Dictionary<string, DateTimeOffset> _deadlines = new(StringComparer.Ordinal);

    public ResourceType Type => ResourceTypes.Deployments;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } deployment)
        {
            return;
        }

        var sets = world.Owned(ResourceTypes.ReplicaSets, deployment);
        var current = sets.Find(set => SameTemplate(deployment, set));
        if (!deployment.Flag("spec", "paused"))
        {
            current ??= CreateSet(deployment, sets);
            current = Promote(deployment, current, sets);
            RollOut(deployment, current,
                [.. sets.Where(set => set.Text("metadata", "uid") != current.Text("metadata", "uid"))]);
        }

        UpdateStatus(ns, name, current);
        WatchDeadline(ns, name);
    }

    // A roll-out that is stuck changes nothing by itself, yet its condition must change when its time is over.
    private void WatchDeadline(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } deployment
            || Owners.Condition(deployment, "Progressing") is not { } progressing
                || progressing.Text("reason") != "ReplicaSetUpdated")
        {
            return;
        }

        var due = (progressing.Time("lastUpdateTime") ?? world.Now)
            + TimeSpan.FromSeconds(deployment.NumberOr(600, "spec", "progressDeadlineSeconds"));
        if (_deadlines.TryGetValue($"{ns}/{name}", out var known) && known == due)
        {
            return;
        }

        _deadlines[$"{ns}/{name}"] = due;
        world.Agenda.At(due, () => lookAgain(new ObjectKey(Type, ns, name)));
    }

    private JsonObject CreateSet(JsonObject deployment, List<JsonObject> sets)
    {
        var ns = deployment.Text("metadata", "namespace");
        var name = deployment.Text("metadata", "name");
        var template = deployment["spec"]?["template"] as JsonObject ?? [];
        var hash = sets.Count == 0 && world.TemplateHashes.TryGetValue($"{ns}/{name}", out var chosen)
            ? chosen : Chance.TemplateHash(template.ToJsonString() + name);
        var labels = template.Map("metadata", "labels")?.Copy() ?? [];
        labels[HashKey] = hash;
        var selector = deployment.Map("spec", "selector")?.Copy() ?? [];
        selector.Make("matchLabels")[HashKey] = hash;
        var podTemplate = template.Copy();
        podTemplate.Make("metadata")["labels"] = labels.DeepClone();
        return world.Create(ResourceTypes.ReplicaSets, new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{name}-{hash}",
                ["namespace"] = ns,
                ["labels"] = labels,
                ["annotations"] = Annotations(deployment, MaxRevision(sets) + 1),
                ["ownerReferences"] = Owners.Reference(Type, deployment),
            },
            ["spec"] = new JsonObject { ["replicas"] = 0, ["selector"] = selector, ["template"] = podTemplate },
            ["status"] = new JsonObject { ["replicas"] = 0 },
        }, Author.Controllers);
    }

    // The current ReplicaSet always carries the highest revision; the Deployment repeats it.
    private JsonObject Promote(JsonObject deployment, JsonObject current, List<JsonObject> sets)
    {
        var others = sets.Where(set => set.Text("metadata", "uid") != current.Text("metadata", "uid")).ToList();
        var revision = Math.Max(Revision(current), others.Count == 0 ? 1 : MaxRevision(others) + 1);
        var ns = deployment.Text("metadata", "namespace");
        var promoted = world.Modify(ResourceTypes.ReplicaSets, ns, current.Text("metadata", "name"), Author.Controllers,
            set =>
        {
            foreach (var (key, value) in Annotations(deployment, revision))
            {
                set.Make("metadata", "annotations")[key] = value?.DeepClone();
            }
        }) ?? current;
        world.Modify(Type, ns, deployment.Text("metadata", "name"), Author.Controllers, item =>
            item.Make("metadata", "annotations")[RevisionKey] = revision.ToString(CultureInfo.InvariantCulture));
        return promoted;
    }

    private void RollOut(JsonObject deployment, JsonObject current, List<JsonObject> old)
    {
        var wanted = (int)deployment.Number("spec", "replicas");
        if (deployment.Text("spec", "strategy", "type") == "Recreate")
        {
            old.ForEach(set => Scale(deployment, set, 0));
            if (old.TrueForAll(set => world.Owned(ResourceTypes.Pods, set).Count == 0))
            {
                Scale(deployment, current, wanted);
            }

            return;
        }

        var surge = Share(deployment.Text("spec", "strategy", "rollingUpdate", "maxSurge"), wanted, up: true);
        var missing = Share(deployment.Text("spec", "strategy", "rollingUpdate", "maxUnavailable"), wanted, up: false);
        missing = surge == 0 && missing == 0 ? 1 : missing;
        var total = Replicas(current) + old.Sum(Replicas);
        if (Replicas(current) > wanted)
        {
            Scale(deployment, current, wanted);
        }
        else if (Replicas(current) < wanted && total < wanted + surge)
        {
            Scale(deployment, current, Math.Min(wanted, Replicas(current) + wanted + surge - total));
        }

        ScaleDownOld(deployment, current.Text("metadata", "name"), old, wanted - missing);
    }

    private void ScaleDownOld(JsonObject deployment, string currentName, List<JsonObject> old, int minimum)
    {
        var ns = deployment.Text("metadata", "namespace");
        var current = world.Get(ResourceTypes.ReplicaSets, ns, currentName) ?? [];
        var newUnavailable = Replicas(current) - (int)current.Number("status", "availableReplicas");
        var total = Replicas(current) + old.Sum(Replicas);
        var room = total - minimum - Math.Max(0, newUnavailable);
        if (old.Sum(Replicas) == 0 || room <= 0)
        {
            return;
        }

        // Unhealthy old pods go first: they serve nobody.
        foreach (var set in old.Where(set => Replicas(set) > 0))
        {
            var unhealthy = Math.Min(room, Replicas(set) - (int)set.Number("status", "availableReplicas"));
            if (unhealthy > 0)
            {
                Scale(deployment, set, Replicas(set) - unhealthy);
                room -= unhealthy;
            }
        }

        var fresh = old.Select(set => world.Get(ResourceTypes.ReplicaSets, ns, set.Text("metadata", "name")))
            .OfType<JsonObject>().ToList();
        var available = current.Number("status", "availableReplicas")
            + fresh.Sum(set => Math.Min(Replicas(set), set.Number("status", "availableReplicas")));
        var spare = (int)available - minimum;
        foreach (var set in fresh.Where(set => Replicas(set) > 0))
        {
            var fewer = Math.Min(spare, Replicas(set));
            if (fewer > 0)
            {
                Scale(deployment, set, Replicas(set) - fewer);
                spare -= fewer;
            }
        }
    }

    private void Scale(JsonObject deployment, JsonObject set, int replicas)
    {
        var before = Replicas(set);
        if (before == replicas)
        {
            return;
        }

        var name = set.Text("metadata", "name");
        world.Modify(ResourceTypes.ReplicaSets, set.Text("metadata", "namespace"), name, Author.Controllers, item =>
        {
            item.Make("spec")["replicas"] = replicas;
            foreach (var (key, value) in Annotations(deployment, Revision(item)))
            {
                item.Make("metadata", "annotations")[key] = value?.DeepClone();
            }
        });
        world.Events.Normal(Type, deployment, "ScalingReplicaSet",
            $"Scaled {(replicas > before ? "up" : "down")} replica set {name} from {before} to {replicas}",
            "deployment-controller");
    }

    private void UpdateStatus(string ns, string name, JsonObject? current) =>
        world.Modify(Type, ns, name, Author.ControllersStatus, item =>
            DeploymentStatus.Fill(item, current is null ? null
                : world.Get(ResourceTypes.ReplicaSets, ns, current.Text("metadata", "name")),
                world.Owned(ResourceTypes.ReplicaSets, item), world.Now));

    private static JsonObject Annotations(JsonObject deployment, long revision)
    {
        var wanted = (int)deployment.Number("spec", "replicas");
        var surge = Share(deployment.Text("spec", "strategy", "rollingUpdate", "maxSurge"), wanted, up: true);
        return new JsonObject
        {
            ["deployment.kubernetes.io/desired-replicas"] = wanted.ToString(CultureInfo.InvariantCulture),
            ["deployment.kubernetes.io/max-replicas"] = (wanted + surge).ToString(CultureInfo.InvariantCulture),
            [RevisionKey] = revision.ToString(CultureInfo.InvariantCulture),
        };
    }

    private static bool SameTemplate(JsonObject deployment, JsonObject set)
    {
        var theirs = set.Map("spec", "template")?.Copy() ?? [];
        theirs.Map("metadata", "labels")?.Remove(HashKey);
        return JsonNode.DeepEquals(deployment.At("spec", "template"), Json.Canonical(theirs));
    }

    private static int Share(string value, int of, bool up)
    {
        if (!value.EndsWith('%'))
        {
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        }

        var share = Quantity.Parse(value[..^1]) * of / 100;
        return (int)(up ? Math.Ceiling(share) : Math.Floor(share));
    }

    private static int Replicas(JsonObject set) => (int)set.Number("spec", "replicas");

    private static long Revision(JsonObject set) => set.NumberOr(0, "metadata", "annotations", RevisionKey);

    private static long MaxRevision(List<JsonObject> sets) => sets.Count == 0 ? 0 : sets.Max(Revision);
}
