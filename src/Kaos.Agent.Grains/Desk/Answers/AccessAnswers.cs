using Kaos.Diagnosis.Access;
using Kaos.Kubernetes.Models;

namespace Kaos.Agent.Grains.Desk.Answers;

/// <summary>Who may do what, from the roles and bindings that are watched. Pure.</summary>
internal static class AccessAnswers
{
    private const string Only = "By RBAC; what other authorizers or admission add or refuse is not seen.";

    public static Intake Of(IReadOnlyList<string> words, IntakeScope scope)
    {
        var world = scope.Worlds[0];
        var objects = world.World.Objects;
        var place = $"in {world.Cluster.Name}{(scope.Namespace is null ? "" : $", namespace {scope.Namespace}")}";
        if (world.World.NotRead.Where(part => part.What.Contains("rbac.authorization", StringComparison.Ordinal))
            .Select(part => part.Why).FirstOrDefault() is { } why)
        {
            return new Intake.Answer(
                $"Who may do what {place} is not known: roles and bindings could not be read ({why}).", null);
        }

        if (objects.ClusterRoles.Count == 0)
        {
            return new Intake.Answer(
                $"Who may do what {place} is not known: no ClusterRole shows, and a cluster that decides by RBAC always has some.", null);
        }

        return AccessQuestion.Of([.. words.Where(word => !scope.Used.Contains(word))], scope.Namespace) switch
        {
            AccessQuestion.Audit => Audit(world, scope, place),
            AccessQuestion.WhoMay who => Who(world, who.Action, place),
            AccessQuestion.May may => Subject(world, scope, may.Who) is { } subject
                ? May(world, subject, may.Action, place)
                : NoSubject(world, may.Who, place),
            AccessQuestion.RightsOf of => Subject(world, scope, of.Who) is { } subject
                ? Rights(world, subject, of.Only, place)
                : NoSubject(world, of.Who, place),
            AccessQuestion.PodsOf pods => Pods(world, scope, pods.Who, place),
            _ => new Intake.Unclear(
                "Ask who may do what: \"who can delete pods in shop?\", \"can alice delete pods in shop?\", \"what can the service account ci do?\", \"audit the service accounts\".", []),
        };
    }

    private static Intake.Answer Who(IntakeWorld world, AccessAction action, string place)
    {
        var grants = AccessRules.WhoMay(world.World.Objects, action)
            .Where(grant => grant.Namespace is null || world.MaySee(grant.Namespace)).ToList();
        var who = grants.Select(grant => grant.Subject.ToString()).Distinct(StringComparer.Ordinal).ToList();
        return new IntakeTable(
            who.Count == 0
                ? $"Nobody may {Text(action)} {place}. {Only}"
                : $"{who.Count} may {Text(action)} {place}: {Few(who)}. {Only}",
            ["Who", "Where", "Only for", "Through"],
            [.. grants.Select(grant => (IReadOnlyList<string>)
                [$"{grant.Subject}", grant.Namespace ?? "everywhere",
                    grant.Names.Count == 0 ? "-" : string.Join(", ", grant.Names), Chain(grant)])])
                    .ToAnswer(none: "");
    }

    private static Intake.Answer May(IntakeWorld world, AccessSubject subject, AccessAction action, string place)
    {
        var grants = AccessRules.May(world.World.Objects, subject, action);
        return new Intake.Answer(
            grants.IsEmpty
                ? $"No: {subject} may not {Text(action)} {place}. {Instead(world, subject, action)} {Only}{Unlisted(subject)}"
                : $"Yes: {subject} may {Text(action)} {place}, through\n{string.Join('\n', grants.Select(Way))}\n{Only}",
            IntakeJson.Write(json =>
            {
                json.WriteString("kind", "kaos.access/v1");
                json.WriteBoolean("allowed", !grants.IsEmpty);
                json.WriteString("subject", subject.ToString());
                json.WriteStartArray("through");
                foreach (var grant in grants)
                {
                    json.WriteStringValue(Chain(grant));
                }

                json.WriteEndArray();
            }));
    }

    private static string Way(AccessGrant grant) =>
        $"- {Chain(grant)}, for {grant.Subject}{(grant.Names.Count == 0 ? "" : $", only {string.Join(", ", grant.Names)}")}";

    // Binding, role, rule.
    private static string Chain(AccessGrant grant) =>
        $"{grant.Via} -> {string.Join(",", grant.Rule.Verbs)} on {What(grant.Rule)}";

    // What comes nearest: its rules on the same thing, there or elsewhere.
    private static string Instead(IntakeWorld world, AccessSubject subject, AccessAction action)
    {
        var near = AccessRules.Of(world.World.Objects, subject)
            .Where(held => (held.Namespace is null || world.MaySee(held.Namespace)) && held.Rule.Verbs.Any(verb =>
                AccessRules.Allows(held.Rule, action with { Verb = verb, Name = null })))
            .Select(held =>
                $"{string.Join(",", held.Rule.Verbs)} {(held.Namespace is null ? "everywhere" : $"in {held.Namespace}")}"
                + (held.Rule.ResourceNames.Count == 0 ? "" : $", only {string.Join(", ", held.Rule.ResourceNames)}")
                + $" ({held.Via})")
            .Distinct(StringComparer.Ordinal).ToList();
        return near.Count == 0
            ? "Nothing gives it anything on that."
            : $"On that it has {Few(near)}.";
    }

    // Rules that differ in their resources alone are one line; what everybody has from the server comes last.
    private static Intake.Answer Rights(
        IntakeWorld world, AccessSubject subject, IReadOnlyList<string> verbs, string place)
    {
        var rows = AccessRules.Of(world.World.Objects, subject)
            .Where(held => held.Namespace is null || world.MaySee(held.Namespace))
            .Where(held => verbs.Count == 0 || held.Rule.Verbs.Any(verb => verb == "*" || verbs.Contains(verb)))
            .OrderBy(held => held.Via.StartsWith("ClusterRoleBinding system:", StringComparison.Ordinal))
            .GroupBy(held => (
                Where: held.Namespace ?? "everywhere", Verbs: string.Join(",", held.Rule.Verbs),
                Names: held.Rule.ResourceNames.Count == 0 ? "-" : string.Join(",", held.Rule.ResourceNames),
                held.Via))
            .Select(same => (IReadOnlyList<string>)
            [
                same.Key.Where, same.Key.Verbs, string.Join("; ", same.Select(held => What(held.Rule)).Distinct()),
                same.Key.Names, same.Key.Via,
            ])
            .ToList();
        var all = rows.Any(row =>
            row is ["everywhere", "*", var what, ..] && what.Contains('*', StringComparison.Ordinal));
        return new IntakeTable(
            $"{subject} may {(all ? "do everything" : rows.Count == 0 ? $"{Doing(verbs)} nothing" : $"{Doing(verbs)} this")} {place}"
            + $"{(subject.Kind == "Group" ? "" : ", its groups included")}. {Only}{Unlisted(subject)}",
            ["Where", "Verbs", "Resources", "Only for", "Through"], rows).ToAnswer(none: "");
    }

    private static string Doing(IReadOnlyList<string> verbs) => verbs.Count == 0 ? "do" : "read";

    // A pod that names no account runs as "default" of its namespace.
    private static Intake Pods(IntakeWorld world, IntakeScope scope, string who, string place)
    {
        var parts = who.Split(':', '/');
        var pods = world.World.Objects.Pods
            .Where(pod => scope.Holds(pod.Metadata.Namespace) && world.MaySee(pod.Metadata.Namespace) &&
                (pod.Spec.ServiceAccountName ?? "default") == parts[^1] &&
                (parts.Length < 2 || parts[^2] == pod.Metadata.Namespace))
            .ToList();
        var known = world.World.Objects.ServiceAccounts.Any(item =>
            item.Metadata.Name == parts[^1] && world.MaySee(item.Metadata.Namespace));
        return pods.Count == 0 && !known && parts[^1] != "default"
            ? NoSubject(world, who, place)
            : new IntakeTable(
                $"{pods.Count} {(pods.Count == 1 ? "pod runs" : "pods run")} as the service account '{parts[^1]}' {place}.",
                IntakeRows.PodColumns,
                [.. pods.Select(pod => IntakeRows.Pod(pod, world.World.Now))]).ToAnswer(none: "");
    }

    private static Intake.Answer Audit(IntakeWorld world, IntakeScope scope, string place)
    {
        var accounts = AccountAudit.Of(world.World.Objects, scope.Namespace)
            .Where(account => world.MaySee(account.Namespace))
            .OrderByDescending(account => account.HasEverything).ThenByDescending(account => account.Remarks.Length)
            .ToList();
        var mighty = accounts.Where(account => account.HasEverything)
            .Select(account => $"{account.Namespace}/{account.Name}").ToList();
        return new IntakeTable(
            $"{accounts.Count} service accounts {place}, {accounts.Count(account => !account.Remarks.IsEmpty)} with remarks; "
            + (mighty.Count == 0 ? "none may do everything." : $"may do everything: {Few(mighty)}."),
            ["Namespace", "Name", "Pods", "Bindings", "Remarks"],
            [.. accounts.Select(account => (IReadOnlyList<string>)
                [account.Namespace, account.Name, $"{account.Pods}", $"{account.Bindings}",
                    account.Remarks.IsEmpty ? "-" : string.Join("; ", account.Remarks)])])
                    .ToAnswer();
    }

    private static string Few(List<string> names) =>
        names.Count <= 4 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(4))} and {names.Count - 4} more";

    // A ServiceAccount that exists, or whatever a binding names; the case of users' names is theirs.
    private static AccessSubject? Subject(IntakeWorld world, IntakeScope scope, string who)
    {
        var objects = world.World.Objects;
        var parts = who.Split(':', '/');
        var account = objects.ServiceAccounts
            .Where(item => item.Metadata.Name == parts[^1] && world.MaySee(item.Metadata.Namespace))
            .OrderByDescending(item => scope.Holds(item.Metadata.Namespace))
            .FirstOrDefault(item => parts.Length < 2 || parts[^2] == item.Metadata.Namespace);
        return account is not null
            ? new AccessSubject("ServiceAccount", account.Metadata.Namespace, account.Metadata.Name)
            : Bound(world).FirstOrDefault(subject => subject.Name.Equals(who, StringComparison.OrdinalIgnoreCase))
                ?? OnlyOne(Bound(world).Where(subject =>
                    subject.Kind == "User" && subject.Name.StartsWith($"{who}@", StringComparison.OrdinalIgnoreCase)))
                ?? OnlyOne(AccountsOf(world, scope, who));
    }

    // "What may prometheus read", where prometheus is a workload: the account that its pods run as.
    private static IEnumerable<AccessSubject> AccountsOf(IntakeWorld world, IntakeScope scope, string who) =>
        world.World.Objects.Pods
            .Where(pod => scope.Holds(pod.Metadata.Namespace) && world.MaySee(pod.Metadata.Namespace) &&
                (pod.Metadata.Name == who || Clusters.Subjects.OfPod(
                    world.World.Objects, pod.Metadata.Namespace, pod.Metadata.Name)?.Name == who))
            .Select(pod => new AccessSubject(
                "ServiceAccount", pod.Metadata.Namespace, pod.Spec.ServiceAccountName ?? "default"))
            .Distinct();

    // "alice" is alice@example.com, where there is no other alice.
    private static AccessSubject? OnlyOne(IEnumerable<AccessSubject> subjects) =>
        subjects.Take(2).ToList() is [var one] ? one : null;

    // Users and groups that a binding names: the cluster knows no others.
    private static IEnumerable<AccessSubject> Bound(IntakeWorld world) => world.World.Objects.ClusterRoleBindings
        .SelectMany(binding => binding.Subjects)
        .Concat(world.World.Objects.RoleBindings.Where(binding => world.MaySee(binding.Metadata.Namespace))
            .SelectMany(binding => binding.Subjects))
        .Where(subject => subject.Kind != "ServiceAccount")
        .Select(subject => new AccessSubject(subject.Kind, null, subject.Name)).Distinct();

    private static Intake.Unclear NoSubject(IntakeWorld world, string who, string place)
    {
        var objects = world.World.Objects;
        var near = objects.ServiceAccounts.Where(item => world.MaySee(item.Metadata.Namespace))
            .Select(item => $"{item.Metadata.Namespace}/{item.Metadata.Name}")
            .Concat(Bound(world).Select(subject => subject.Name))
            .Where(name => !name.EndsWith("/default", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(name => IntakeWords.Distance(name.Split('/')[^1].Split('@')[0].ToLowerInvariant(), who))
            .ThenBy(name => name, StringComparer.Ordinal).Take(5);
        return new Intake.Unclear(
            $"No service account and no binding {place} names '{who}', so RBAC gives it nothing but what everybody has. Nearest: {string.Join(", ", near)}.", []);
    }

    private static string Unlisted(AccessSubject subject) =>
        subject.Kind == "User" ? " The groups of a user are not known to the cluster before it signs in." : "";

    private static string Text(AccessAction action) => action.Path is { } path ? $"{action.Verb} {path}"
        : action.Resource == "*" ? "do everything (cluster-admin)"
        : $"{action.Verb} {action.Resource}{(action.Group.Length == 0 ? "" : "." + action.Group)}{(action.Name is { } name ? $" {name}" : "")}";

    private static string What(PolicyRule rule) => rule.NonResourceUrls.Count > 0
        ? string.Join(",", rule.NonResourceUrls)
        : string.Join(",",
            rule.Resources) + (rule.ApiGroups.All(group => group.Length == 0) ? "" : $" ({string.Join(",", rule.ApiGroups.Select(group => group.Length == 0 ? "core" : group))})");
}
