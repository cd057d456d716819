using System.Collections.Immutable;
using System.Text.Json;
using Kaos.Agent.Grains.Desk;
using Kaos.Contracts;
using Kaos.Contracts.Grants;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Resources;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Broker;

/// <summary>
/// Makes, renews, lists and takes back grants. It keeps nothing: the grants' Secrets in the cluster are the book.
/// </summary>
internal sealed class GrantBook(KubernetesClient client, IOptions<BrokerOptions> settings)
{
    private const int ShortestToken = 600;

    private static readonly WriteOptions Writes = new("kaos-broker");

    private readonly BrokerOptions options = settings.Value;
    private readonly SemaphoreSlim one = new(1, 1);

    /// <summary>The same request again gives the same grant, with a fresh token.</summary>
    public async Task<Result<GrantedToken>> MakeAsync(
        GrantRequest request, string who, CancellationToken cancellationToken)
    {
        var onboarded = await OnboardedAsync(request.Rights, cancellationToken);
        if (GrantTable.Refusal(request, onboarded.Contains, options) is { } refusal)
        {
            return refusal;
        }

        var lasts = TimeSpan.FromSeconds(Math.Clamp(request.Seconds, ShortestToken, options.Longest.TotalSeconds));
        var wanted = new StandingGrant(
            GrantRequest.NameOf(request.PlanHash), who, request.PlanHash, request.IncidentId, request.Approvers,
            request.Rights,
            client.ServerTime + lasts);
        await one.WaitAsync(cancellationToken);
        try
        {
            var standing = await FindAsync(wanted.Id, cancellationToken);
            if (standing is not null && standing.Until <= client.ServerTime)
            {
                await RemoveAsync(wanted.Id, cancellationToken);
                standing = null;
            }

            if (standing is not null && !Same(standing, wanted))
            {
                return new Problem(
                    ProblemCode.Conflict, $"The grant {wanted.Id} stands for other rights or another caller.",
                    "Give it back first.");
            }

            await BuildAsync(standing ?? wanted, cancellationToken);
            return await TokenAsync(standing ?? wanted, cancellationToken);
        }
        finally
        {
            one.Release();
        }
    }

    /// <summary>
    /// Whether these rights would be granted, were a plan with them approved: by the table, and by the API server,
    /// which is asked to make the Roles in a dry run. Makes nothing.
    /// </summary>
    public async Task<Result<GrantQuestion>> ForeseeAsync(GrantQuestion question, CancellationToken cancellationToken)
    {
        var onboarded = await OnboardedAsync(question.Rights, cancellationToken);
        if (GrantTable.Refusal(question.Rights, onboarded.Contains, options) is { } refusal)
        {
            return refusal;
        }

        var trial = new StandingGrant(GrantRequest.NameOf("dry-run"), "", "", "", [], question.Rights, default);
        try
        {
            foreach (var (type, place, body) in GrantObjects.Of(trial, options.Namespace)
                .Where(part => part.Type == GrantObjects.Roles || part.Type == GrantObjects.ClusterRoles))
            {
                await client.CreateAsync(
                    type, place, GrantObjects.Bytes(body), Writes with { DryRun = true }, cancellationToken);
            }

            return question;
        }
        catch (KubernetesException refused) when (refused.Error is KubernetesError.Forbidden or KubernetesError.Invalid)
        {
            return new Problem(
                ProblemCode.Forbidden, $"The API server would not let the broker grant it. {refused.Message}",
                "Bind the broker's ClusterRoles in the namespace (deploy/k8s/components/broker*/kustomization.yaml say "
                + "how), or do it by hand.");
        }
    }

    /// <summary>A fresh token of a grant that stands.</summary>
    public async Task<Result<GrantedToken>> RenewAsync(string id, string who, CancellationToken cancellationToken) =>
        await FindAsync(id, cancellationToken) is { } standing && standing.Who == who &&
            standing.Until > client.ServerTime
            ? await TokenAsync(standing, cancellationToken)
            : Unknown(id);

    public async Task<Result<string>> ReturnAsync(string id, string who, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is { } standing && standing.Who != who)
        {
            return Unknown(id);
        }

        await RemoveAsync(id, cancellationToken);
        return id;
    }

    public async Task<ImmutableArray<StandingGrant>> StandingAsync(CancellationToken cancellationToken) =>
        [.. (await ListAsync(GrantObjects.Secrets, options.Namespace, GrantObjects.Label, cancellationToken))
            .Select(GrantObjects.Read).OfType<StandingGrant>().OrderBy(grant => grant.Id, StringComparer.Ordinal)];

    /// <summary>
    /// Takes back what has expired, and every part of a grant whose Secret is gone. Returns their names.
    /// </summary>
    public async Task<IReadOnlyList<string>> SweepAsync(CancellationToken cancellationToken)
    {
        await one.WaitAsync(cancellationToken);
        try
        {
            var good = (await StandingAsync(cancellationToken)).Where(grant => grant.Until > client.ServerTime)
                .Select(grant => grant.Id).ToHashSet(StringComparer.Ordinal);
            var parts = new HashSet<string>(StringComparer.Ordinal);
            foreach (var (type, place) in Parts())
            {
                parts.UnionWith(
                    (await ListAsync(type, place, GrantObjects.Label, cancellationToken)).Select(Grant)
                        .OfType<string>());
            }

            parts.ExceptWith(good);
            foreach (var id in parts)
            {
                await RemoveAsync(id, cancellationToken);
            }

            return [.. parts];
        }
        finally
        {
            one.Release();
        }
    }

    private async Task BuildAsync(StandingGrant grant, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var (type, place, body) in GrantObjects.Of(grant, options.Namespace))
            {
                try
                {
                    await client.CreateAsync(type, place, GrantObjects.Bytes(body), Writes, cancellationToken);
                }
                catch (KubernetesException there) when (there.Error == KubernetesError.AlreadyExists)
                {
                    // Made before, for the same plan.
                }
            }
        }
        catch (KubernetesException)
        {
            await RemoveAsync(grant.Id, CancellationToken.None);
            throw;
        }
    }

    // The Secret first: the token hangs on it, and is dead from then on.
    private async Task RemoveAsync(string id, CancellationToken cancellationToken)
    {
        foreach (var (type, place) in Parts())
        {
            foreach (var part in await ListAsync(type, place, $"{GrantObjects.Label}={id}", cancellationToken))
            {
                try
                {
                    await client.DeleteAsync(
                        type, Text(part, "namespace"), Text(part, "name") ?? id, new DeletePreconditions(), Writes,
                        cancellationToken);
                }
                catch (KubernetesException gone) when (gone.Error == KubernetesError.NotFound)
                {
                    // Somebody was faster.
                }
            }
        }
    }

    private IEnumerable<(ResourceType Type, string? Namespace)> Parts()
    {
        yield return (GrantObjects.Secrets, options.Namespace);
        yield return (GrantObjects.RoleBindings, null);
        yield return (GrantObjects.Roles, null);
        if (options.Nodes)
        {
            yield return (GrantObjects.ClusterRoleBindings, null);
            yield return (GrantObjects.ClusterRoles, null);
        }

        yield return (GrantObjects.Accounts, options.Namespace);
    }

    private async Task<GrantedToken> TokenAsync(StandingGrant grant, CancellationToken cancellationToken)
    {
        var left = (int)(grant.Until - client.ServerTime).TotalSeconds;
        var token = await client.RequestTokenAsync(
            options.Namespace, grant.Id, grant.Id, Math.Max(ShortestToken, left), cancellationToken);
        return new GrantedToken(grant.Id, token.Token, left);
    }

    private async Task<StandingGrant?> FindAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return GrantObjects.Read(
                await client.GetRawAsync(GrantObjects.Secrets, options.Namespace, id, cancellationToken));
        }
        catch (KubernetesException none) when (none.Error == KubernetesError.NotFound)
        {
            return null;
        }
    }

    private async Task<HashSet<string>> OnboardedAsync(
        ImmutableArray<GrantRight> rights, CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        var places = rights.IsDefaultOrEmpty ? [] : rights.Select(right => right.Namespace)
            .OfType<string>().Distinct();
        foreach (var place in places.Where(place => place.Length > 0))
        {
            try
            {
                var live = await client.GetRawAsync(GrantObjects.Namespaces, null, place, cancellationToken);
                if (live.GetProperty("metadata").TryGetProperty("labels", out var labels)
                    && labels.TryGetProperty(GrantTable.Onboarded, out var label) && label.GetString() == "true")
                {
                    found.Add(place);
                }
            }
            catch (KubernetesException none) when (none.Error == KubernetesError.NotFound)
            {
                // A namespace that is not there is not onboarded.
            }
        }

        return found;
    }

    private async Task<List<JsonElement>> ListAsync(
        ResourceType type, string? place, string selector, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Namespace = place, LabelSelector = selector };
        using var list = JsonDocument.Parse(await client.ListRawAsync(type, query, cancellationToken));
        return [.. list.RootElement.GetProperty("items").EnumerateArray().Select(item => item.Clone())];
    }

    private static bool Same(StandingGrant one, StandingGrant other) =>
        one.Who == other.Who && one.PlanHash == other.PlanHash && one.Rights.ToHashSet().SetEquals(other.Rights);

    private static string? Grant(JsonElement part) =>
        part.GetProperty("metadata").GetProperty("labels").GetProperty(GrantObjects.Label).GetString();

    private static string? Text(JsonElement part, string field) =>
        part.GetProperty("metadata").TryGetProperty(field, out var value) ? value.GetString() : null;

    private static Problem Unknown(string id) =>
        new(ProblemCode.NotFound, $"There is no grant '{id}'.", "Ask for it with POST /v1/grants.");
}
