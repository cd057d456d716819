using System.Text.Json.Nodes;
using Kaos.PracticeCluster.Discovery;
using Kaos.PracticeCluster.Simulation;
using Kaos.PracticeCluster.Storage;

namespace Kaos.PracticeCluster.Controllers;

internal sealed class JobController(World world) : IController
{
    public ResourceType Type => ResourceTypes.Jobs;

    public void Reconcile(string ns, string name)
    {
        if (world.Get(Type, ns, name) is not { } job || Finished(job))
        {
            return;
        }

        var pods = world.Owned(ResourceTypes.Pods, job);
        var succeeded = pods.Count(pod => pod.Text("status", "phase") == "Succeeded");
        var failed = pods.Count(pod => pod.Text("status", "phase") == "Failed");
        var active = world.ActivePods(job).Count;
        var wanted = Math.Min(job.Number("spec", "parallelism"), job.Number("spec", "completions") - succeeded);
        var exhausted = failed > job.Number("spec", "backoffLimit");
        for (; active < wanted && !exhausted && !job.Flag("spec", "suspend"); active++)
        {
            var pod = world.Create(ResourceTypes.Pods, PodTemplates.Pod(Type, job, $"{name}-{world.Chance.Suffix()}"),
                Author.Controllers);
            world.Events.Normal(Type, job, "SuccessfulCreate", $"Created pod: {pod.Text("metadata", "name")}",
                "job-controller");
        }

        UpdateStatus(ns, name, succeeded, failed, exhausted);
    }

    private void UpdateStatus(string ns, string name, int succeeded, int failed, bool exhausted)
    {
        var job = world.Modify(Type, ns, name, Author.ControllersStatus, item =>
        {
            var status = item.Make("status");
            var active = world.ActivePods(item);
            status.Default("startTime", Json.Stamp(world.Now));
            Conditions.Count(status, "active", active.Count);
            Conditions.Count(status, "succeeded", succeeded);
            Conditions.Count(status, "failed", failed);
            status["ready"] = active.Count(Owners.IsReady);
            if (succeeded >= item.Number("spec", "completions"))
            {
                status["completionTime"] = Json.Stamp(world.Now);
                Conditions.Set(item, "Complete", "True", "CompletionsReached",
                    "Reached expected number of succeeded pods", world.Now);
            }
            else if (exhausted)
            {
                Conditions.Set(item, "Failed", "True", "BackoffLimitExceeded",
                    "Job has reached the specified backoff limit", world.Now);
            }
        });
        if (job is not null && Owners.Condition(job, "Complete") is not null)
        {
            world.Events.Normal(Type, job, "Completed", "Job completed", "job-controller");
            Expire(job);
        }
        else if (job is not null && Owners.Condition(job, "Failed") is not null)
        {
            world.Events.Warning(Type, job, "BackoffLimitExceeded", "Job has reached the specified backoff limit",
                "job-controller");
            Expire(job);
        }
    }

    // What is finished goes by itself where the Job says so.
    private void Expire(JsonObject job)
    {
        if (job.Has("spec", "ttlSecondsAfterFinished"))
        {
            var key = Owners.KeyOf(Type, job);
            world.Agenda.After(TimeSpan.FromSeconds(job.Number("spec", "ttlSecondsAfterFinished")), () =>
            {
                if (world.Store.Get(key) is { } still && still.Text("metadata", "uid") == job.Text("metadata", "uid"))
                {
                    world.Delete(key);
                }
            });
        }
    }

    private static bool Finished(JsonObject job) =>
        Owners.Condition(job, "Complete") is not null || Owners.Condition(job, "Failed") is not null;
}
