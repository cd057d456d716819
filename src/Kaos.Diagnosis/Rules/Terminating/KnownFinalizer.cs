namespace Kaos.Diagnosis.Rules.Terminating;

/// <summary>Who removes a finalizer, told by its name.</summary>
internal static class KnownFinalizer
{
    public static string Owner(string name) => name switch
    {
        "foregroundDeletion" => "the garbage collector, once its dependants are gone",
        "orphan" => "the garbage collector, once its dependants are orphaned",
        "kubernetes.io/pvc-protection" => "the claim protection controller, once no pod uses it",
        "kubernetes.io/pv-protection" => "the volume protection controller, once no claim is bound to it",
        "batch.kubernetes.io/job-tracking" => "the Job controller, once it has counted the pod",
        "service.kubernetes.io/load-balancer-cleanup" => "the cloud controller, once the load balancer is gone",
        "resources-finalizer.argocd.argoproj.io" => "Argo CD, once the application's resources are gone",
        "finalizers.fluxcd.io" => "Flux, once what it applied is gone",
        _ when name.IndexOf('/') is var slash and > 0 => $"the controller of {name[..slash]}",
        _ => "the controller that set it",
    };
}
