using System.Collections.Immutable;
using Kaos.Agent.Grains.Clusters;
using Kaos.Agent.Grains.Correlation;
using Kaos.Agent.Grains.Desk;
using Kaos.Agent.Grains.Engine;
using Kaos.Agent.Grains.Gate.Guardrails;
using Kaos.Agent.Grains.Incidents;
using Kaos.Agent.Grains.Log;
using Kaos.Contracts;
using Kaos.Contracts.Diagnosis;
using Kaos.Contracts.Incidents;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Agent.Grains.Requests;

/// <summary>
/// Discovery: given parameters, then what the cluster holds, then the newest requests, then one question.
/// </summary>
internal sealed class ChangeDesk(IClusters clusters, IGrains grains, IViews views) : IChangeDesk
{
    private const int Newest = 20;
    private const int MostChoices = 8;

    public async Task<Wished> CompleteAsync(Wish wish, Principal caller, CancellationToken cancellationToken)
    {
        if (ChangeVerbs.ActionOf(wish.Verb, null) is null)
        {
            return new Wished.Refused($"KAOS does not '{wish.Verb}'. It can {string.Join(", ", ChangeVerbs.All)}.");
        }

        var cluster = wish.Cluster is { } named ? clusters.Find(named) : clusters.All is [var only] ? only : null;
        if (cluster is null)
        {
            var known = string.Join(", ", clusters.All.Select(one => one.Name));
            return wish.Cluster is { } unknown
                ? new Wished.Refused($"There is no cluster {unknown}. Known: {known}.")
                : new Wished.Question($"In which cluster: {known}?", []);
        }

        var kind = wish.Kind is null ? null : IntakeKinds.OfChange(wish.Kind.ToLowerInvariant()) ?? wish.Kind;
        var action = ChangeVerbs.ActionOf(wish.Verb, kind) ?? wish.Verb;
        if (action is ActionNames.Exec or ActionNames.DebugPod &&
            wish.With.Values.Append(wish.Text).Any(text => Redaction.Of(text) != text))
        {
            return new Wished.Refused($"Nothing was recorded: {Gate.Actions.CommandBounds.Secretive}.");
        }

        // What is refused anyway needs no more words.
        var missing = kind is not null && NeverList.IsNever(kind)
            ? []
            : ChangeVerbs.Needs(action).Where(need => !wish.With.ContainsKey(need)).ToArray();
        var found = await TargetAsync(wish, kind, action, cluster, caller, cancellationToken);
        return found switch
        {
            Wished.Question question when missing.Length > 0 && question.Choices.IsEmpty =>
                question with { Text = $"{question.Text.TrimEnd('?')}, and with which {string.Join(" and ", missing)}?" },
            Wished.Ready when missing.Length > 0 =>
                new Wished.Question($"To {wish.Verb} it I need to know: {string.Join(", ", missing)}. Which?", []),
            _ => found,
        };
    }

    private async Task<Wished> TargetAsync(
        Wish wish, string? kind, string action, ICluster cluster, Principal caller, CancellationToken cancellationToken)
    {
        var world = cluster.Look().Objects;
        var kinds = ChangeVerbs.KindsOf(action, kind);
        if (kinds.IsEmpty && kind is not null && wish.Name is { } name && NeverList.IsNever(kind))
        {
            // Refused when it is planned, so that the attempt stands in the log.
            return Ready(wish, action, new ObjectRef(kind, wish.Namespace, name), cluster, caller);
        }

        if (kinds.IsEmpty)
        {
            return new Wished.Refused(
                $"'{wish.Verb}' is not for a {kind}. It is for {string.Join(", ", ChangeVerbs.KindsOf(action, null))}.");
        }

        // A pod of its own: named by the request, so that asking again is the same one.
        if (action == ActionNames.DebugPod)
        {
            return wish.Namespace is { } place
                ? Ready(
                    wish, action, new ObjectRef(
                        "Job", place,
                        $"{Gate.Actions.DebugPod.Prefix}{Fingerprint.Hex(10, caller.ToString(), wish.Key)}"), cluster,
                        caller)
                : new Wished.Question("In which namespace shall the debug pod run?", []);
        }

        if (wish.Name is null)
        {
            return await JournalAsync(wish, action, kinds, cluster, caller, cancellationToken);
        }

        if (action == ActionNames.Apply && kind is not null && (wish.Namespace is not null || kind == "Node"))
        {
            return Ready(wish, action, new ObjectRef(kind, wish.Namespace, wish.Name), cluster, caller);
        }

        var fitting = Fitting(world, kinds, wish.Namespace, cluster, caller).Where(one => one.Name == wish.Name)
            .ToImmutableArray();
        return fitting switch
        {
            [var target] =>
                Ready(wish, ChangeVerbs.ActionOf(wish.Verb, target.Kind) ?? action, target, cluster, caller),
            [] => Nowhere(wish, world, kinds, cluster, caller),
            _ => new Wished.Question($"Which one do you mean: {string.Join(", ", fitting)}?", fitting),
        };
    }

    // The newest request of somebody in the same tenants tells what is meant by "it".
    private async Task<Wished> JournalAsync(
        Wish wish, string action, ImmutableArray<string> kinds, ICluster cluster, Principal caller,
        CancellationToken cancellationToken)
    {
        var page = await new Reading(grains, views).IncidentsAsync(
            new ViewQuery(IncidentKind.Name, Reading.Owners(caller), Group: wish.Namespace, PageSize: Newest),
            cancellationToken);
        var last = page.Value?.Items.FirstOrDefault(incident => incident.CauseCode == RequestFinding.CauseCode
            && incident.Cluster == cluster.Name && kinds.Contains(incident.Subject.Kind));
        return last is not null
            ? Ready(wish, action, last.Subject, cluster, caller)
            : new Wished.Question(
                $"What do you want to {wish.Verb}? Name the {string.Join(" or ", kinds)} and its namespace.", []);
    }

    private Wished Nowhere(
        Wish wish, ClusterObjects world, ImmutableArray<string> kinds, ICluster cluster, Principal caller)
    {
        var name = wish.Name ?? "";
        var near = Fitting(world, kinds, wish.Namespace, cluster, caller)
            .OrderBy(one => IntakeWords.Distance(one.Name, name)).ThenBy(one => one.ToString(), StringComparer.Ordinal)
            .Take(MostChoices).ToImmutableArray();
        var where = wish.Namespace is null ? cluster.Name : $"namespace {wish.Namespace} of {cluster.Name}";
        return new Wished.Refused(
            $"There is no {string.Join(" or ", kinds)} {name} in {where}."
            + (near.IsEmpty ? "" : $" Nearest: {string.Join(", ", near)}."));
    }

    private Wished Ready(Wish wish, string action, ObjectRef target, ICluster cluster, Principal caller)
    {
        var tenant = clusters.TenantOf(
            cluster.Name, target.Kind == "Namespace" ? target.Name : target.Namespace);
        return caller.MaySee(tenant)
            ? new Wished.Ready(new Signal(
                $"request-{Fingerprint.Hex(20, caller.ToString(), wish.Key)}", tenant, cluster.Name, target,
                SymptomCodes.Other,
                Severity.Info, "sentence", caller.Name, cluster.Now, wish.Text)
            {
                Request = new ChangeRequest(action, target, wish.With),
            })
            : new Wished.Refused($"There is no {target} in {cluster.Name}.");
    }

    private IEnumerable<ObjectRef> Fitting(
        ClusterObjects world, ImmutableArray<string> kinds, string? place, ICluster cluster,
        Principal caller) => world.All()
        .Where(item => kinds.Contains(item.Kind) && (place is null || item.Metadata.Namespace == place)
            && caller.MaySee(clusters.TenantOf(cluster.Name, NullIfEmpty(item))))
        .Select(item => new ObjectRef(item.Kind, NullIfEmpty(item), item.Metadata.Name));

    private static string? NullIfEmpty(IKubernetesObject item) =>
        string.IsNullOrEmpty(item.Metadata.Namespace) ? null : item.Metadata.Namespace;
}
