using Kaos.Kubernetes.Models;

namespace Kaos.Diagnosis.Rules.Network;

/// <summary>A NetworkPolicy stands in the way.</summary>
/// <param name="Policy">The one to edit: it nearly allows the traffic, or else it is what closes the pod.</param>
/// <param name="Ingress">True where the far side does not let in, false where the near side does not let out.</param>
/// <param name="Why">What it allows instead: "allows ingress only from pods app=web".</param>
/// <param name="Closed">The pod that the policies select.</param>
internal sealed record PolicyBlock(NetworkPolicy Policy, bool Ingress, string Why, Pod Closed, int Policies);
