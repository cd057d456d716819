using System.Text;
using System.Text.Json;
using Kaos.Agent.Grains.Gate.Objects;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Agent.Grains.Tests.Driving.Model;

/// <summary>
/// One session's wire to the objects: others act before each request arrives, answers get lost, and the process dies
/// before or after a write.
/// </summary>
/// <param name="accepted">The API server has carried out a write.</param>
internal sealed class ModelClient(ModelObjects objects, Mischief mischief, Action meanwhile, Action accepted)
    : IKubernetesReader, IKubernetesWriter
{
    public string ClusterName => "east";

    public DateTimeOffset ServerTime => throw new NotSupportedException();

    public DateTimeOffset? CertificateEnds => null;

    public Task<JsonElement> GetRawAsync(
        ResourceType type, string? @namespace, string name, CancellationToken cancellationToken)
    {
        meanwhile();
        return Task.FromResult(Element(name));
    }

    public Task<JsonElement> PatchAsync(
        ResourceType type, string? @namespace, string name, KubernetesPatch patch, WriteOptions options,
        CancellationToken cancellationToken)
    {
        meanwhile();
        mischief.MayDie(20);
        var lost = mischief.Strikes(20);
        if (!lost || mischief.Strikes(2))
        {
            if (!objects.Patch(name, JsonPatch.Parse(Encoding.UTF8.GetString(patch.Body.Span))))
            {
                throw new KubernetesException(KubernetesError.Conflict, "the object has been modified", 409);
            }

            accepted();
        }

        mischief.MayDie(20);
        return lost
            ? throw new KubernetesException(KubernetesError.Timeout, "no answer came")
            : Task.FromResult(Element(name));
    }

    public Task<HealthAnswer> HealthAsync(string pathAndQuery, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<ServerVersion> VersionAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<ResourceType>> DiscoverAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<T> GetAsync<T>(string? @namespace, string name, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public IAsyncEnumerable<T> ListAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public IAsyncEnumerable<ListPage<T>> ListPagesAsync<T>(ListQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public IAsyncEnumerable<WatchEvent<T>> WatchAsync<T>(WatchQuery query, CancellationToken cancellationToken)
        where T : class, IKubernetesObject => throw new NotSupportedException();

    public Task<byte[]> ListRawAsync(ResourceType type, ListQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<Scale> GetScaleAsync(
        ResourceType type, string @namespace, string name, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public IAsyncEnumerable<string> LogLinesAsync(
        string @namespace, string pod, LogQuery query, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<AccessAnswer> MayIAsync(AccessQuestion question, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<TokenAnswer> ReviewTokenAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<byte[]> GetThroughServiceAsync(
        string @namespace, string service, string port, string pathAndQuery, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<byte[]> GetThroughNodeAsync(string node, string pathAndQuery, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task<JsonElement> CreateAsync(
        ResourceType type, string? @namespace, ReadOnlyMemory<byte> body, WriteOptions options,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<JsonElement> DeleteAsync(
        ResourceType type, string? @namespace, string name, DeletePreconditions preconditions, WriteOptions options,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<Scale> SetScaleAsync(
        ResourceType type, string @namespace, string name, int replicas, string? resourceVersion, WriteOptions options,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task EvictAsync(
        string @namespace, string pod, DeletePreconditions preconditions, WriteOptions options,
        CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<ExecResult> ExecAsync(
        string @namespace, string pod, ExecCall call, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    private JsonElement Element(string name) => JsonElement.Parse(objects.Get(name).ToJsonString());
}
