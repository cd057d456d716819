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
                ? Rights(world, subject, place)
                : NoSubject(world, of.Who, place),
            _ => new Intake.Unclear(
                "Ask who may do what: \"who can delete pods in shop?\", \"can alice delete pods in shop?\", \"what can the service account ci do?\", \"audit the service accounts\".", []),
        };
    }

    private static Intake.Answer Who(IntakeWorld world, AccessAction action, string place)
    {
        var grants = AccessRules.WhoMay(world.World.Objects, action)
            .Where(grant => grant.Namespace is null || world.MaySee(grant.Namespace)).ToList();
        return new IntakeTable(
            $"Who may {Text(action)} {place}. {Only}",
            ["Who", "Where", "Only for", "Through"],
            [.. grants.Select(grant => (IReadOnlyList<string>)
                [$"{grant.Subject}", grant.Namespace ?? "everywhere",
                    grant.Names.Count == 0 ? "-" : string.Join(", ", grant.Names),
                    grant.Via + (grant.IsWildcard ? " (wildcard)" : "")])])
                    .ToAnswer();
    }

    private static Intake.Answer May(IntakeWorld world, AccessSubject subject, AccessAction action, string place)
    {
        var grants = AccessRules.May(world.World.Objects, subject, action);
        return new Intake.Answer(
            grants.IsEmpty
                ? $"No: {subject} may not {Text(action)} {place}. {Only}{Unlisted(subject)}"
                : $"Yes: {subject} may {Text(action)} {place}, through\n{string.Join('\n', grants.Select(Way))}\n{Only}",
            IntakeJson.Write(json =>
            {
                json.WriteString("kind", "kaos.access/v1");
                json.WriteBoolean("allowed", !grants.IsEmpty);
                json.WriteString("subject", subject.ToString());
            }));
    }

    private static string Way(AccessGrant grant) =>
        $"- {grant.Via} for {grant.Subject}{(grant.Names.Count == 0 ? "" : $", only {string.Join(", ", grant.Names)}")}";

    private static Intake.Answer Rights(IntakeWorld world, AccessSubject subject, string place) => new IntakeTable(
        $"What {subject} may do {place}, its groups included. {Only}{Unlisted(subject)}",
        ["Where", "Verbs", "Resources", "Only for", "Through"],
        [.. AccessRules.Of(world.World.Objects, subject)
            .Where(held => held.Namespace is null || world.MaySee(held.Namespace))
            .Select(held => (IReadOnlyList<string>)
            [
                held.Namespace ?? "everywhere", string.Join(",", held.Rule.Verbs), What(held.Rule),
                held.Rule.ResourceNames.Count == 0 ? "-" : string.Join(",", held.Rule.ResourceNames), held.Via,
            ])]).ToAnswer();

    private static Intake.Answer Audit(IntakeWorld world, IntakeScope scope, string place) => new IntakeTable(
        $"Service accounts {place}; those with remarks first.",
        ["Namespace", "Name", "Pods", "Bindings", "Remarks"],
        [.. AccountAudit.Of(world.World.Objects, scope.Namespace)
            .Where(account => world.MaySee(account.Namespace))
            .OrderByDescending(account => account.Remarks.Length > 0)
            .Select(account => (IReadOnlyList<string>)
                [account.Namespace, account.Name, $"{account.Pods}", $"{account.Bindings}",
                    account.Remarks.IsEmpty ? "-" : string.Join("; ", account.Remarks)])])
                    .ToAnswer();

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
            : objects.ClusterRoleBindings.SelectMany(binding => binding.Subjects)
                .Concat(objects.RoleBindings.SelectMany(binding => binding.Subjects))
                .Where(subject =>
                    subject.Kind != "ServiceAccount" && subject.Name.Equals(who, StringComparison.OrdinalIgnoreCase))
                .Select(subject => new AccessSubject(subject.Kind, null, subject.Name))
                .FirstOrDefault();
    }

    private static Intake.Unclear NoSubject(IntakeWorld world, string who, string place)
    {
        var objects = world.World.Objects;
        var near = objects.ServiceAccounts.Where(item => world.MaySee(item.Metadata.Namespace))
            .Select(item => $"{item.Metadata.Namespace}/{item.Metadata.Name}")
            .Concat(
                objects.ClusterRoleBindings.SelectMany(binding => binding.Subjects)
                    .Where(subject => subject.Kind != "ServiceAccount").Select(subject => subject.Name))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(name => IntakeWords.Distance(name.Split('/')[^1].ToLowerInvariant(), who))
            .ThenBy(name => name, StringComparer.Ordinal).Take(5);
        return new Intake.Unclear(
            $"No service account and no binding {place} names '{who}', so RBAC gives it nothing but what everybody has. Nearest: {string.Join(", ", near)}.", []);
    }

    private static string Unlisted(AccessSubject subject) =>
        subject.Kind == "User" ? " The groups of a user are not known to the cluster before it signs in." : "";

    private static string Text(AccessAction action) => action.Resource == "*"
        ? "do everything (cluster-admin)"
        : $"{action.Verb} {action.Resource}{(action.Group.Length == 0 ? "" : "." + action.Group)}";

    private static string What(PolicyRule rule) => rule.NonResourceUrls.Count > 0
        ? string.Join(",", rule.NonResourceUrls)
        : string.Join(",",
            rule.Resources) + (rule.ApiGroups.All(group => group.Length == 0) ? "" : $" ({string.Join(",", rule.ApiGroups.Select(group => group.Length == 0 ? "core" : group))})");
}
