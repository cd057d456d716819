namespace Kaos.Kubernetes.Json;

/// <summary>Remembers texts and what was decoded from them.</summary>
internal interface ISharedParts
{
    /// <summary>Remembers nothing any more; what was handed out stays as it is.</summary>
    void Forget();
}
