namespace Kaos.Contracts.Diagnosis;

/// <summary>
/// Causes between workloads: Services, routes, policies, DNS, certificates, webhooks, and what programs report of each
/// other.
/// </summary>
public static partial class CauseCodes
{
    public const string ServiceNoPods = "service-no-pods";
    public const string ServiceTargetPort = "service-target-port";
    public const string ServicePort = "service-port";
    public const string ServiceMissing = "service-missing";
    public const string ExternalNameUnresolved = "external-name-unresolved";
    public const string LoadBalancerPending = "load-balancer-pending";
    public const string IngressClassMissing = "ingress-class-missing";
    public const string IngressClassUnset = "ingress-class-unset";
    public const string IngressControllerAbsent = "ingress-controller-absent";
    public const string IngressBackendMissing = "ingress-backend-missing";
    public const string IngressBackendPort = "ingress-backend-port";
    public const string IngressHostConflict = "ingress-host-conflict";
    public const string IngressRefused = "ingress-refused";
    public const string TlsSecretMissing = "tls-secret-missing";
    public const string GatewayClassRefused = "gateway-class-refused";
    public const string GatewayClassMissing = "gateway-class-missing";
    public const string GatewayNotProgrammed = "gateway-not-programmed";
    public const string GatewayListener = "gateway-listener";
    public const string RouteParentMissing = "route-parent-missing";
    public const string RouteNotAllowed = "route-not-allowed";
    public const string RouteBackendMissing = "route-backend-missing";
    public const string RouteBackendPort = "route-backend-port";
    public const string RouteGrantMissing = "route-grant-missing";
    public const string RouteRefused = "route-refused";
    public const string NetworkPolicyIngress = "network-policy-ingress";
    public const string NetworkPolicyEgress = "network-policy-egress";
    public const string NetworkPolicyDns = "network-policy-dns";
    public const string DnsServerDown = "dns-server-down";
    public const string DnsFailing = "dns-failing";
    public const string DnsPolicy = "dns-policy";
    public const string DnsSearchDomain = "dns-search-domain";
    public const string ExternalHostUnknown = "external-host-unknown";
    public const string ExternalHostUnreachable = "external-host-unreachable";
    public const string CertificateExpired = "certificate-expired";
    public const string CertificateName = "certificate-name";
    public const string CertificateUntrusted = "certificate-untrusted";
    public const string WebhookServiceMissing = "webhook-service-missing";
    public const string WebhookNoReadyPods = "webhook-no-ready-pods";
    public const string WebhookTimeout = "webhook-timeout";
    public const string WebhookCaBundle = "webhook-ca-bundle";
    public const string WebhookFailing = "webhook-failing";
    public const string UpstreamSlow = "upstream-slow";
    public const string ConnectionPool = "connection-pool-exhausted";
    public const string DatabaseConnections = "database-connections-exhausted";
    public const string CredentialsRefused = "credentials-refused";
    public const string RateLimited = "rate-limited";
    public const string PortInUse = "port-in-use";
    public const string ProtocolMismatch = "protocol-mismatch";
    public const string SidecarNotReady = "sidecar-not-ready";
    public const string PodNetwork = "pod-network";
    public const string PodAddressesExhausted = "pod-addresses-exhausted";
}

public static partial class SymptomCodes
{
    /// <summary>An Ingress or a route that leads nowhere, or that nobody serves.</summary>
    public const string RouteBroken = "route-broken";

    /// <summary>A load balancer that was asked for and not made.</summary>
    public const string AddressPending = "address-pending";

    /// <summary>Writes that the API server refuses because a webhook does not answer.</summary>
    public const string AdmissionBroken = "admission-broken";
}
