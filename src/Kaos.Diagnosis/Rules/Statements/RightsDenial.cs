using System.Text;
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
        User.StartsWith(AccountPrefix, StringComparison.Ordinal) && User[AccountPrefix.Length..].Split(':') is [var ns, var name]
            ? (ns, name)
            : null;

    /// <summary><c>list pods in namespace shop</c></summary>
    public string Words =>
        $"{Verb} {Resource}{(Group.Length > 0 ? "." + Group : "")} {(Namespace is null ? "in the whole cluster" : $"in namespace {Namespace}")}";

    /// <summary>The smallest role and binding that allow it, as a manifest for whoever owns the cluster's rights.</summary>
    public string Fix()
    {
        if (Account is not var (home, account))
        {
            return "";
        }

        var (kind, place) = Namespace is null ? ("ClusterRole", "") : ("Role", $"\n  namespace: {Namespace}");
        var name = $"{account}-{Verb}-{Resource.Replace('/', '-')}";
        return new StringBuilder()
            .Append($"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata:\n  name: {name}{place}\n")
            .Append($"rules:\n- apiGroups: [\"{Group}\"]\n  resources: [\"{Resource}\"]\n  verbs: [\"{Verb}\"]\n---\n")
            .Append($"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}Binding\nmetadata:\n  name: {name}{place}\n")
            .Append($"roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: {kind}\n  name: {name}\n")
            .Append($"subjects:\n- kind: ServiceAccount\n  name: {account}\n  namespace: {home}\n")
            .ToString();
    }
}
