using System.Text.Json;
using System.Text.Json.Nodes;
using Kaos.Agent.Grains.Gate.Actions;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Gate.Planning;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Plans;
using Kaos.Diagnosis.Tests;
using Kaos.Diagnosis.Tests.Accuracy;
using Kaos.Diagnosis.World;
using Kaos.Kubernetes.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Benchmarks.Accuracy;

/// <summary>
/// Which workflows are offered for a finding, best first, as the planner would: with its preconditions, and each step
/// built by its action. Left out is what needs a live API server (the dry run) or a tenant (the policy).
/// </summary>
internal sealed class Offers(ClusterSnapshot world)
{
    /// <summary>What stands first where no workflow is offered.</summary>
    public const string HandOver = "hand-over";

    private static readonly WorkflowCatalog Catalog = WorkflowCatalog.Load(null);

    /// <summary>Whether there could be anything but handing over.</summary>
    public static bool Has(string cause) => Catalog.For(cause).Any();

    public static string First(Finding finding, ClusterSnapshot world) =>
        new Offers(world).Of(finding).Select(one => one.Workflow.Id).FirstOrDefault(HandOver);

    /// <summary>One line for each finding of each scenario: for whoever writes down what should come first.</summary>
    public static void Print(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var offers = new Offers(Scenario.Load(name).World);
            foreach (var answer in Outcome.Of(name, Form.AsWritten).Answers.Where(a => a.Found is not null))
            {
                var found = answer.Found!;
                var ranked = offers.Of(found).Select(one => $"{one.Workflow.Id} {one.Confidence:0.00}");
                var left = Catalog.For(found.CauseCode).Select(w => (w.Id, Why: offers.Refusal(w, found)))
                    .Where(one => one.Why is not null).Select(one => $"{one.Id}: {one.Why}");
                Console.WriteLine(
                    $"{name} | {found.CauseCode} | {found.EditTarget} | {answer.Expected.FirstOption ?? "?"} | {string.Join(", ", ranked)}");
                Console.WriteLine($"    {found.Summary}");
                Console.WriteLine($"    {string.Join("; ", found.Facts.Select(f => $"{f.Key}={f.Value}"))}");
                Console.WriteLine($"    not: {string.Join("; ", left)}");
            }
        }
    }

    private IEnumerable<(Workflow Workflow, double Confidence)> Of(Finding finding) => Catalog.For(finding.CauseCode)
        .Where(workflow => Refusal(workflow, finding) is null)
        .Select(workflow => (Workflow: workflow, Confidence: Scoring.Confidence(workflow, finding, (0, 0))))
        .OrderByDescending(one => one.Confidence)
        .ThenBy(one => one.Workflow.Risk)
        .ThenBy(one => one.Workflow.Id, StringComparer.Ordinal);

    private string? Refusal(Workflow workflow, Finding finding)
    {
        var arguments = Arguments.Of(workflow, finding);
        if (arguments.Missing is { } missing)
        {
            return missing;
        }

        var values = Texts.Values(arguments, finding);
        foreach (var step in workflow.Steps)
        {
            var target = arguments.Objects[step.Target.Trim('{', '}')];
            var with = step.With.Where(entry => Words.Named(entry.Value).All(values.ContainsKey))
                .ToDictionary(entry => entry.Key, entry => Words.Fill(entry.Value, values), StringComparer.Ordinal);
            if (NeverList.IsSystem(target.Namespace ?? ""))
            {
                return "KAOS never writes there";
            }

            if (Live(target) is not { } live)
            {
                return $"{target} is not there";
            }

            if (Refusal(workflow, step.Action, target, live, with) is { } why)
            {
                return why;
            }
        }

        return null;
    }

    private string? Refusal(
        Workflow workflow, string name, ObjectRef target, JsonObject live, Dictionary<string, string> with)
    {
        if (name == Drain.Name)
        {
            return Drain.Of(target.Name, world.Objects, NeverList.IsSystem).Refusal;
        }

        var earlier = name switch
        {
            ActionNames.RollbackRevision => EarlierRevision.Among(
                world.Objects.ReplicaSets.Cast<IKubernetesObject>().Concat(world.Objects.ControllerRevisions).Select(Json),
                live, null),
            // Where the earlier version of a ConfigMap is kept is the planner's to know: it is taken to be there.
            ActionNames.RestoreConfigMap => new JsonObject(),
            _ => null,
        };
        var built = name == ActionNames.RestoreConfigMap ? null : TypedActions.Find(name)?.Build(
            new ActionInput(target, live, with, world.Now, world.Objects, earlier, new ActionBounds()));
        return built switch
        {
            Built.Refused refused => refused.Why,
            Built.Already already => already.What,
            _ => workflow.Preconditions.Select(precondition => Preconditions.Check(
                    precondition, target, live, (built as Built.Draft)?.After ?? live, world.Objects))
                .FirstOrDefault(objection => objection is { Blocks: true })?.Text,
        };
    }

    private JsonObject? Live(ObjectRef of) =>
        world.Objects.Find(of.Kind, of.Namespace ?? "", of.Name) is { } item ? Json(item) : null;

    private static JsonObject Json(IKubernetesObject item)
    {
        var json = JsonSerializer.SerializeToNode(item, KubernetesJson.Default.GetTypeInfo(item.GetType())!)!.AsObject();
        json["kind"] = item.Ref().Kind;
        return json;
    }
}
