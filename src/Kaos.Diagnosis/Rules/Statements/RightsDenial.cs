using System.Collections.Immutable;
using Kaos.Diagnosis.Rules.Storage;

namespace Kaos.Diagnosis.Rules.Statements;

/// <summary>
/// The API server's refusal, taken apart: <c>User "system:serviceaccount:shop:web" cannot list resource "pods" in API
/// group "" in the namespace "shop"</c>.
/// </summary>
/// <param name="Namespace">Null: at the cluster scope.</param>
internal sealed record RightsDenial(string User, string Verb, string Resource, string Group, string? Namespace)
{
    private const string AccountPrefix = "system:serviceaccount:";

    public static RightsDenial? Parse(string text)
    {
        if (!text.Contains("cannot ", StringComparison.Ordinal) ||
            MountTrouble.Between(text, "User \"", "\"") is not { Length: > 0 } user ||
            MountTrouble.Between(text, "cannot ", " resource \"") is not { Length: > 0 and < 30 } verb ||
            MountTrouble.Between(text, " resource \"", "\"") is not { Length: > 0 } resource)
        {
            return null;
        }

        return new RightsDenial(
            user, verb, resource, MountTrouble.Between(text, "API group \"", "\"") ?? "",
            MountTrouble.Between(text, "in the namespace \"", "\""));
    }

    /// <summary>Namespace and name of the ServiceAccount; null when the user is none.</summary>
    public (string Namespace, string Name)? Account =>
        User.StartsWith(AccountPrefix, StringComparison.Ordinal) && User[AccountPrefix.Length..]
            .Split(':') is [var ns, var name]
            ? (ns, name)
            : null;

    /// <summary><c>list pods in namespace shop</c></summary>
    public string Words =>
        $"{Verb} {Resource}{(Group.Length > 0 ? "." + Group : "")} {(Namespace is null ? "in the whole cluster" : $"in namespace {Namespace}")}";

    /// <summary>For a finding: what is refused to whom, and the smallest role and binding that allow it.</summary>
    public ImmutableSortedDictionary<string, string> Facts => Rules.Facts.Of(
        ("verb", Verb), ("resource", Resource), ("apiGroup", Group), ("user", User), ("scope", Namespace ?? "cluster"),
        ("fix", RightsFix.Of([this])));
}
