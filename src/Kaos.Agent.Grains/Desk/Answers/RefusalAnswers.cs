using Kaos.Agent.Grains.Clusters;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis;
using Kaos.Diagnosis.Access;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>Why the API server said no: from the words of its refusal, pasted or found in a program's log.</summary>
internal static class RefusalAnswers
{
    private const int Lines = 500;

    private static readonly string[] Refused =
        ["403", "403s", "forbidden", "rbac", "unauthorized", "unauthorised", "permission denied", "access denied",
            "not allowed", "not permitted", "no permission", "permissions"];

    /// <summary>Whether words complain of being refused.</summary>
    public static bool AreIn(IReadOnlyList<string> words)
    {
        var flat = $" {string.Join(' ', words)} ";
        return Refused.Any(phrase => flat.Contains($" {phrase} ", StringComparison.Ordinal));
    }

    /// <summary>An answer to a pasted refusal; null where the text holds none.</summary>
    public static Intake.Answer? Pasted(string text, IReadOnlyList<IntakeWorld> worlds) => worlds
        .Select(world => AccessRefusal.In(text, world.World.Objects) is { } refusal
            ? Told(world, refusal, "", text)
            : null)
        .FirstOrDefault(answer => answer is not null);

    /// <summary>
    /// What a workload is refused, by its own log: one request. Null where the log says nothing of it, so that the
    /// cause has to be looked for.
    /// </summary>
    public static async Task<Intake.Answer?> OfAsync(
        IntakeWorld world, ObjectRef of, string sentence, CancellationToken cancellationToken)
    {
        var objects = world.World.Objects;
        var pod = objects.Pods.Where(item => item.Metadata.Namespace == of.Namespace &&
                (item.Metadata.Name == of.Name ||
                    Subjects.OfPod(objects, of.Namespace ?? "", item.Metadata.Name) == of))
            .OrderBy(IntakeRows.IsWell).ThenBy(item => item.Metadata.Name, StringComparer.Ordinal).FirstOrDefault();
        if (pod is not { Spec.Containers: [var first, ..] })
        {
            return null;
        }

        var file = await world.Cluster.ReadAsync(
            new CaseFile { World = world.World with { NotRead = [] } },
            [new ReadRequest.Logs(pod.Metadata.Namespace, pod.Metadata.Name, first.Name, false, Lines)],
            cancellationToken);
        var said = file.World.Logs.SelectMany(log => log.Lines).Reverse()
            .Select(line => (Line: line, Refusal: AccessRefusal.In(line, objects)))
            .FirstOrDefault(found => found.Refusal is not null);
        var account = $"ServiceAccount {pod.Metadata.Namespace}/{pod.Spec.ServiceAccountName ?? "default"}";
        return said.Refusal is { } refusal
            ? Told(
                world, refusal, $"Pod {pod.Metadata.Namespace}/{pod.Metadata.Name} runs as {account}. Its log says:\n"
                + $"  {IntakeRows.Short(StampedLine.Of(said.Line).Shown)}\n", sentence) with
            {
                About = new Topic(sentence, of.Namespace, of, world.Cluster.Name),
            }
            : null;
    }

    private static Intake.Answer Told(IntakeWorld world, AccessRefusal refusal, string before, string sentence)
    {
        var text = refusal.Allowed.IsEmpty
            ? $"{refusal.Subject} may not {refusal.What} in {world.Cluster.Name}: {refusal.Why}.{Fix(refusal)}"
            : $"{refusal.Subject} may {refusal.What} in {world.Cluster.Name} by now, through {refusal.Allowed[0].Via}. "
                + "Try again; what is still refused then is refused by something other than RBAC.";
        var data = IntakeJson.Write(json =>
        {
            json.WriteString("kind", "kaos.access/v1");
            json.WriteBoolean("allowed", !refusal.Allowed.IsEmpty);
            json.WriteString("subject", refusal.Subject.ToString());
            json.WriteString("place", refusal.Place.ToString());
            json.WriteString("fix", refusal.Fix);
        });
        return new Intake.Answer(
            before + text,
            IntakeJson.Sourced(data, "access_review", [world.Cluster.Name], null))
        {
            About = new Topic(sentence, null, null, world.Cluster.Name),
        };
    }

    private static string Fix(AccessRefusal refusal) => refusal.Fix.Length == 0
        ? $" Who owns the rights can bind {refusal.Subject} to a role that allows it."
        : $" KAOS changes no rights; this is the smallest that allows it:\n\n{refusal.Fix.TrimEnd()}";
}
