using Kaos.Agent.Grains.Health;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Changes;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>Why a workload has the replicas that it has: who set them, and who keeps them so. Pure.</summary>
internal static class ScalingAnswers
{
    public static Intake.Answer Of(IntakeWorld world, ObjectRef of)
    {
        var objects = world.World.Objects;
        if (objects.Find(of.Kind, of.Namespace ?? "", of.Name) is not { } item ||
            IntakeRows.Replicas(item) is not var (wanted, ready))
        {
            return new Intake.Answer($"{of.Kind} {of.Name} in {world.Cluster.Name} has no replicas.", null);
        }

        var scaled = ChangeHistory.Around(world.World, of).Changes
            .Where(change => change.Kind == ChangeKind.Scale && change.Object == of)
            .OrderByDescending(change => change.At).ToList();
        var scalers = objects.HorizontalPodAutoscalers.Where(scaler => scaler.Metadata.Namespace == of.Namespace &&
            scaler.Spec.ScaleTargetRef is { } target && target.Kind == of.Kind && target.Name == of.Name).ToList();
        string[] said =
        [
            $"{of.Kind} {of.Namespace}/{of.Name} in {world.Cluster.Name} asks for {wanted}; {ready} ready.",
            .. scaled.Select(change => Told(change, world.World.Now)),
            .. scaled.Count == 0 ? [Untold(item, world.World.Now)] : Array.Empty<string>(),
            .. scalers.Select(Keeps),
            .. scalers.Count == 0 && wanted == 0 && FieldManagers.ToolOf(item) is { } tool
                ? [$"{tool} manages it; the zero may stand in its repository or values."]
                : Array.Empty<string>(),
        ];
        return new Intake.Answer(string.Join('\n', said), null);
    }

    private static string Told(Change change, DateTimeOffset now) =>
        $"{IntakeRows.Capitalized(change.What)} {IntakeRows.Span(now - change.At)} ago ({IntakeRows.Stamp(change.At)}) by {FieldManagers.Writer(change.Who)}.";

    private static string Untold(IKubernetesObject item, DateTimeOffset now) =>
        FieldOwners.Of(item, "replicas").FirstOrDefault() is { } owner
            ? $"Its replicas were written last by {FieldManagers.Writer(owner.Manager)}" +
                (owner.At is { } at ? $", at the latest {IntakeRows.Span(now - at)} ago ({IntakeRows.Stamp(at)})" : "") +
                "; from how many is not kept."
            : "When and by whom that was set is not kept by the cluster.";

    private static string Keeps(HorizontalPodAutoscaler scaler)
    {
        var limits = $"{scaler.Spec.MinReplicas ?? 1} to {scaler.Spec.MaxReplicas}";
        var limited = scaler.Status.Conditions.FirstOrDefault(condition =>
            condition is { Type: "ScalingLimited", IsTrue: true })?.Message;
        return $"Autoscaler {scaler.Metadata.Name} keeps it at {limits} and wants {scaler.Status.DesiredReplicas} now" +
            $"{(limited is null ? "" : $": {limited}")}; what is set by hand, it sets back.";
    }
}
