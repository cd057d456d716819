using System.Collections.Immutable;
using Kaos.Contracts.Diagnosis;
using Kaos.Diagnosis.Rules.Statements;
using Kaos.Kubernetes.Snapshots;

namespace Kaos.Diagnosis.Access;

/// <summary>
/// What the API server refused to somebody, from its own words, looked up among the roles and bindings. Pure.
/// </summary>
/// <param name="Subject">Whom it was refused to.</param>
/// <param name="What">For people: <c>list pods in namespace shop</c>.</param>
/// <param name="Allowed">The grants by which it is allowed by now; empty: it still is not.</param>
/// <param name="Place">Where the right should stand: a role that lacks the verb, a binding that leads nowhere, else the
/// account.</param>
/// <param name="Why">Of that place: <c>Role shop/web allows get on pods, not list</c>.</param>
/// <param name="Fix">The smallest role and binding that allow it, as manifests; empty for who is no service
/// account.</param>
public sealed record AccessRefusal(
    AccessSubject Subject, string What, ImmutableArray<AccessGrant> Allowed, ObjectRef Place, string Why, string Fix)
{
    /// <summary>
    /// The refusal in a text such as <c>pods is forbidden: User "jane" cannot list resource "pods" in API group "" in
    /// the namespace "shop"</c>; null where there is none.
    /// </summary>
    public static AccessRefusal? In(string text, ClusterObjects objects)
    {
        if (RightsDenial.Parse(text.Replace("\\\"", "\"", StringComparison.Ordinal)) is not { } denial)
        {
            return null;
        }

        var subject = denial.Account is var (home, name)
            ? new AccessSubject("ServiceAccount", home, name)
            : new AccessSubject("User", null, denial.User);
        var asRef = new ObjectRef(subject.Kind, subject.Namespace, subject.Name);
        var (place, why) = RightsPlace.Of(objects, denial, asRef);
        return new AccessRefusal(
            subject, denial.Words,
            AccessRules.May(
                objects, subject, new AccessAction(denial.Verb, denial.Group, denial.Resource, denial.Namespace)),
            place, why, RightsFix.Of([denial]));
    }
}
