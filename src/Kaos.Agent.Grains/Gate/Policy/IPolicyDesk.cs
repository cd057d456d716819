using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Views;

namespace Kaos.Agent.Grains.Gate.Policy;

/// <summary>Tells what the policy says; nothing of it can be changed here.</summary>
public interface IPolicyDesk
{
    /// <summary>
    /// What is in force for the caller's tenants, and nothing of the others. What is wrong with the file is told in
    /// full to admins and to whoever may see every tenant; the rest hear that it is broken.
    /// </summary>
    /// <param name="cluster">Null: the rules as written. Given: also folded, for that place.</param>
    /// <param name="namespace">Null: the cluster's own objects.</param>
    Result<PolicyView> Policy(string? cluster, string? @namespace, Principal caller);
}
