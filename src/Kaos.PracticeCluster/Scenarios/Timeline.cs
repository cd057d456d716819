using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Kubelet;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Scenarios;

// What people and other programs did to the cluster, each write under its own manager's name.
internal sealed class Timeline(World world, PodKubelet kubelet)
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public void Plan(JsonObject step, DateTimeOffset at) => world.Agenda.At(at, () => Do(step));

    // As `kubectl apply` does it: the manifest is kept in an annotation.
    public void ClientSideApply(JsonObject manifest, string manager)
    {
        var type = ResourceTypes.OfKind(manifest.Text("apiVersion"), manifest.Text("kind"))
            ?? throw new InvalidDataException(
                $"The scenario applies a kind that is not served: {manifest.Text("apiVersion")} {manifest.Text("kind")}.");
        var applied = Sorted(manifest);
        var next = manifest.Copy();
        var metadata = next.Make("metadata");
        applied.Make("metadata").Default("annotations", new JsonObject());
        if (type.Namespaced)
        {
            metadata.Default("namespace", "default");
        }

        if (type != ResourceTypes.Nodes && type != ResourceTypes.Namespaces)
        {
            next.Make("metadata", "annotations")[LastApplied] = Json.Plain(Sorted(applied)) + "\n";
        }

        var key = Owners.KeyOf(type, next);
        if (world.Store.Get(key) is not { } live)
        {
            world.Create(type, next, new Author(manager));
            return;
        }

        var merged = Patches.StrategicPatch.Apply(live, next);
        if (next.Has("data"))
        {
            merged["data"] = next.At("data")?.DeepClone();
        }

        world.Write(type, merged, new Author(manager));
    }

    private void Do(JsonObject step)
    {
        var manager = step.Text("by") is { Length: > 0 } by ? by : "kubectl-client-side-apply";
        foreach (var manifest in step.Items("apply"))
        {
            ClientSideApply(manifest, manager);
        }

        if (step.Map("patch") is { } patch)
        {
            var (type, ns, name) = Target(patch.Text("target"));
            var live = world.Get(type, ns, name)
                ?? throw new InvalidDataException($"The scenario patches {patch.Text("target")}, which is not there.");
            var next = patch.Map("strategic") is { } strategic
                ? Patches.StrategicPatch.Apply(live, strategic) : Patches.Patch.Merge(live, patch.Map("merge") ?? []);
            world.Write(type, next, new Author(manager));
        }

        if (step.Map("scale") is { } scale)
        {
            var (type, ns, name) = Target(scale.Text("target"));
            world.Modify(type, ns, name, new Author(manager, "Update", "scale"), item =>
                item.Make("spec")["replicas"] = scale.Number("replicas"));
        }

        if (step.Text("cordon") is { Length: > 0 } cordoned)
        {
            world.Modify(ResourceTypes.Nodes, "", cordoned, new Author(manager), node =>
                node.Make("spec")["unschedulable"] = true);
        }

        if (step.Text("drain") is { Length: > 0 } drained)
        {
            Drain(drained);
        }

        if (step.Text("delete") is { Length: > 0 } doomed)
        {
            var (type, ns, name) = Target(doomed);
            world.Delete(new ObjectKey(type, ns, name));
        }

        if (step.Map("crash") is { } crash)
        {
            kubelet.Life.Crash(crash.Text("workload"), (int)crash.Number("code"), crash.Text("reason"));
        }
    }

    private void Drain(string node)
    {
        foreach (var pod in world.Store.List(ResourceTypes.Pods)
            .Where(pod => pod.Text("spec", "nodeName") == node && Owners.Controller(pod).Text("kind") != "DaemonSet")
                .ToList())
        {
            world.Delete(Owners.KeyOf(ResourceTypes.Pods, pod));
        }
    }

    private static (ResourceType Type, string Namespace, string Name) Target(string text)
    {
        var parts = text.Split(' ', '/');
        var type = ResourceTypes.All.FirstOrDefault(one => one.Kind == parts[0] && one.Stored)
            ?? throw new InvalidDataException($"The scenario names a kind that is not served: {text}.");
        return parts.Length == 3 ? (type, parts[1], parts[2]) : (type, "", parts[1]);
    }

    // kubectl writes the annotation with keys in order.
    private static JsonObject Sorted(JsonObject item)
    {
        var sorted = new JsonObject();
        foreach (var (key, value) in item.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            sorted[key] = value switch
            {
                JsonObject map => Sorted(map),
                JsonArray list => Json.Array(list.Select(one => one is JsonObject inner ? Sorted(inner)
                    : one?.DeepClone())),
                _ => value?.DeepClone(),
            };
        }

        return sorted;
    }
}
