using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

internal sealed class ReplicaSetController(World world, Action<ObjectKey> lookAgain) : IController
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(1000);
    private readonly Dictionary<string, (TimeSpan Delay, DateTimeOffset Until)> _backOff = new(StringComparer.Ordinal);

    public ResourceType Type => ResourceTypes.ReplicaSets;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } set)
        {
            return;
        }

        var wanted = (int)set.Number("spec", "replicas");
        var pods = world.ActivePods(set);
        string? failure = null;
        for (var count = pods.Count; count < wanted && failure is null; count++)
        {
            failure = Create(set);
        }

        foreach (var pod in pods.OrderBy(Cost)
            .ThenByDescending(pod => pod.Text("metadata", "creationTimestamp"), StringComparer.Ordinal)
            .Take(Math.Max(0, pods.Count - wanted)))
        {
            world.Delete(Owners.KeyOf(ResourceTypes.Pods, pod));
            world.Events.Normal(Type, set, "SuccessfulDelete", $"Deleted pod: {pod.Text("metadata", "name")}",
                "replicaset-controller");
        }

        UpdateStatus(ns, name, failure, pods.Count < wanted);
    }

    private string? Create(JsonObject set)
    {
        var uid = set.Text("metadata", "uid");
        if (_backOff.TryGetValue(uid, out var wait) && world.Now < wait.Until)
        {
            return Owners.Condition(set, "ReplicaFailure").Text("message") is { Length: > 0 } same ? same : null;
        }

        try
        {
            var pod = world.Create(ResourceTypes.Pods,
                PodTemplates.Pod(Type, set,
                $"{set.Text("metadata", "name")}-{world.Chance.Suffix()}"), Author.Controllers);
            world.Events.Normal(Type, set, "SuccessfulCreate", $"Created pod: {pod.Text("metadata", "name")}",
                "replicaset-controller");
            _backOff.Remove(uid);
            return null;
        }
        catch (ApiFailure failure)
        {
            world.Events.Warning(Type, set, "FailedCreate", $"Error creating: {failure.Message}",
                "replicaset-controller");
            var delay = wait.Delay == TimeSpan.Zero ? FirstRetry : wait.Delay * 2;
            delay = delay > LongestRetry ? LongestRetry : delay;
            _backOff[uid] = (delay, world.Now + delay);
            world.Agenda.After(delay, () => lookAgain(Owners.KeyOf(Type, set)));
            return failure.Message;
        }
    }

    private void UpdateStatus(string ns, string name, string? failure, bool lacked) =>
        world.Modify(Type, ns, name, Author.ControllersStatus, item =>
        {
            var pods = world.ActivePods(item);
            var status = item.Make("status");
            var ready = pods.Count(Owners.IsReady);
            status["replicas"] = pods.Count;
            Conditions.Count(status, "fullyLabeledReplicas", pods.Count);
            Conditions.Count(status, "readyReplicas", ready);
            Conditions.Count(status, "availableReplicas", ready);
            status["terminatingReplicas"] = world.Owned(ResourceTypes.Pods, item)
                .Count(pod => pod.Has("metadata", "deletionTimestamp"));
            status["observedGeneration"] = item.NumberOr(1, "metadata", "generation");
            if (failure is not null)
            {
                Conditions.Set(item, "ReplicaFailure", "True", "FailedCreate", failure, world.Now);
            }
            else if (lacked || pods.Count >= item.Number("spec", "replicas"))
            {
                Conditions.Remove(item, "ReplicaFailure");
            }
        });

    // Pods that help least go first: unscheduled, then not ready.
    private static int Cost(JsonObject pod) =>
        pod.Text("spec", "nodeName").Length == 0 ? 0 : Owners.IsReady(pod) ? 2 : 1;
}
