using System.Buffers;
using System.Text.Json;
using Kaos.Kubernetes.Models;
using Kaos.Kubernetes.Resources;

namespace Kaos.Kubernetes.Client;

public sealed partial class KubernetesClient
{
    public Task<JsonElement> CreateAsync(
        ResourceType type,
        string? @namespace,
        ReadOnlyMemory<byte> body,
        WriteOptions options,
        CancellationToken cancellationToken) =>
        WriteAsync(HttpMethod.Post, type.Path(@namespace) + Text(options), body, ApiRequest.Json, cancellationToken);

    public Task<JsonElement> PatchAsync(
        ResourceType type,
        string? @namespace,
        string name,
        KubernetesPatch patch,
        WriteOptions options,
        CancellationToken cancellationToken) =>
        WriteAsync(
            HttpMethod.Patch,
            type.Path(@namespace, name, patch.Subresource) + Text(options),
            patch.Body,
            patch.MediaType,
            cancellationToken);

    public Task<JsonElement> DeleteAsync(
        ResourceType type,
        string? @namespace,
        string name,
        DeletePreconditions preconditions,
        WriteOptions options,
        CancellationToken cancellationToken)
    {
        // The server reads the body; the query beside it shows a dry run to proxies and audit logs too.
        var body = Body(json =>
        {
            json.WriteString("apiVersion", "v1");
            json.WriteString("kind", "DeleteOptions");
            WriteDeletion(json, preconditions, options);
        });
        var query = new QueryText().AddWhen(options.DryRun, "dryRun", "All");
        return WriteAsync(
            HttpMethod.Delete, type.Path(@namespace, name) + query, body, ApiRequest.Json, cancellationToken);
    }

    public async Task<Scale> SetScaleAsync(
        ResourceType type,
        string @namespace,
        string name,
        int replicas,
        string? resourceVersion,
        WriteOptions options,
        CancellationToken cancellationToken)
    {
        var body = Body(json =>
        {
            if (resourceVersion is not null)
            {
                json.WriteStartObject("metadata");
                json.WriteString("resourceVersion", resourceVersion);
                json.WriteEndObject();
            }

            json.WriteStartObject("spec");
            json.WriteNumber("replicas", replicas);
            json.WriteEndObject();
        });
        var path = type.Path(@namespace, name, "scale") + Text(options);
        return ToScale(
            await WriteAsync(HttpMethod.Patch, path, body, "application/merge-patch+json", cancellationToken));
    }

    public Task EvictAsync(
        string @namespace,
        string pod,
        DeletePreconditions preconditions,
        WriteOptions options,
        CancellationToken cancellationToken)
    {
        var body = Body(json =>
        {
            json.WriteString("apiVersion", "policy/v1");
            json.WriteString("kind", "Eviction");
            json.WriteStartObject("metadata");
            json.WriteString("name", pod);
            json.WriteString("namespace", @namespace);
            json.WriteEndObject();
            json.WriteStartObject("deleteOptions");
            WriteDeletion(json, preconditions, options);
            json.WriteEndObject();
        });
        var path = ResourceType.Of<Pod>().Path(@namespace, pod, "eviction") + Text(options);
        return WriteAsync(HttpMethod.Post, path, body, ApiRequest.Json, cancellationToken);
    }

    private static string Text(WriteOptions options) => new QueryText()
        .AddWhen(options.DryRun, "dryRun", "All")
        .Add("fieldManager", options.FieldManager)
        .AddWhen(options.Strict, "fieldValidation", "Strict")
        .ToString();

    private static void WriteDeletion(Utf8JsonWriter json, DeletePreconditions preconditions, WriteOptions options)
    {
        if (preconditions.GracePeriodSeconds is { } grace)
        {
            json.WriteNumber("gracePeriodSeconds", grace);
        }

        if (preconditions.PropagationPolicy is { } policy)
        {
            json.WriteString("propagationPolicy", policy);
        }

        if (preconditions.Uid is not null || preconditions.ResourceVersion is not null)
        {
            json.WriteStartObject("preconditions");
            if (preconditions.Uid is { } uid)
            {
                json.WriteString("uid", uid);
            }

            if (preconditions.ResourceVersion is { } version)
            {
                json.WriteString("resourceVersion", version);
            }

            json.WriteEndObject();
        }

        if (options.DryRun)
        {
            json.WriteStartArray("dryRun");
            json.WriteStringValue("All");
            json.WriteEndArray();
        }
    }

    private static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        write(json);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private async Task<JsonElement> WriteAsync(
        HttpMethod method,
        string path,
        ReadOnlyMemory<byte> body,
        string mediaType,
        CancellationToken cancellationToken)
    {
        var request = new ApiRequest(method, path) { Body = body, MediaType = mediaType };
        return Parsed(request, await transport.ReadAsync(request, cancellationToken));
    }
}
