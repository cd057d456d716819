using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using Kaos.Agent.Grains.Gate;
using Kaos.Agent.Grains.Gate.Grants;
using Kaos.Contracts;
using Kaos.Contracts.Grants;
using Kaos.Contracts.Plans;
using Kaos.Kubernetes.Client;
using Kaos.Kubernetes.Configuration;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.Grants;

/// <summary>Grants by brokers over HTTP. Tokens are in this object's memory, and nowhere else.</summary>
internal sealed class BrokerGrants(
    IOptions<GrantsOptions> settings, KubernetesClient main, HttpClient http, OwnRights own, GateOptions gate,
    TimeProvider time) : IGrants
{
    private readonly GrantsOptions options = settings.Value;
    private readonly ConcurrentDictionary<string, GrantRequest> asked = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, GrantedToken> tokens = new(StringComparer.Ordinal);

    public bool HasBroker(string cluster) => BrokerOf(cluster) is not null;

    public async Task<string?> ForeseeAsync(Plan plan, CancellationToken cancellationToken)
    {
        if (BrokerOf(plan.Cluster) is not { } broker || PlanRights.Of(plan) is not { IsEmpty: false } rights)
        {
            return null;
        }

        try
        {
            using var body = JsonContent.Create(new GrantQuestion(rights), KaosJson.Default.GrantQuestion);
            using var answer = await SendAsync(
                HttpMethod.Post, new Uri(broker, "v1/grants/foresee"), body, cancellationToken);
            return null;
        }
        catch (GrantRefusedException refused)
        {
            return refused.Message;
        }
    }

    public async Task<Grant> TakeAsync(Plan plan, GrantReason reason, CancellationToken cancellationToken)
    {
        if (BrokerOf(plan.Cluster) is not { } broker)
        {
            return await own.TakeAsync(plan, reason, cancellationToken);
        }

        var request = new GrantRequest(
            plan.Hash, reason.IncidentId, [.. reason.Approvers.Select(approver => approver.ToString())],
            PlanRights.Of(plan),
            (int)gate.GrantLasts.TotalSeconds);
        asked[plan.Hash] = request;
        var granted = await AskAsync(broker, request, cancellationToken);
        tokens[plan.Hash] = granted;
        return new Grant(granted.Id, time.GetUtcNow() + TimeSpan.FromSeconds(granted.Seconds));
    }

    public IClusterCredentials CredentialsOf(Plan plan) => new OfPlan(this, plan);

    public async Task ReturnAsync(string cluster, string grant, CancellationToken cancellationToken)
    {
        foreach (var (hash, _) in tokens.Where(held => held.Value.Id == grant))
        {
            tokens.TryRemove(hash, out _);
            asked.TryRemove(hash, out _);
        }

        if (grant != OwnRights.Name && grant.Length > 0 && BrokerOf(cluster) is { } broker)
        {
            using var answer = await SendAsync(
                HttpMethod.Delete, new Uri(broker, $"v1/grants/{Uri.EscapeDataString(grant)}"), null,
                cancellationToken);
        }
    }

    public async Task<ImmutableArray<(string Cluster, string Grant)>> StandingAsync(CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<(string, string)>();
        var brokers = options.Broker is { } mine
            ? options.Brokers.Append(new(main.ClusterName, mine))
            : options.Brokers;
        foreach (var (cluster, broker) in brokers)
        {
            using var answer = await SendAsync(HttpMethod.Get, new Uri(broker, "v1/grants"), null, cancellationToken);
            var list = await answer.Content.ReadFromJsonAsync(KaosJson.Default.StandingGrants, cancellationToken);
            // One that is being taken just now is not in the log yet.
            found.AddRange((list?.Items ?? []).Where(grant => !asked.ContainsKey(grant.PlanHash))
                .Select(grant => (cluster, grant.Id)));
        }

        return found.ToImmutable();
    }

    private Uri? BrokerOf(string cluster) => options.Brokers.TryGetValue(cluster, out var named) ? named
        : cluster.Equals(main.ClusterName, StringComparison.OrdinalIgnoreCase) ? options.Broker
        : null;

    private async Task<GrantedToken> TokenAsync(Plan plan, bool refused, CancellationToken cancellationToken)
    {
        if (!refused && tokens.TryGetValue(plan.Hash, out var held))
        {
            return held;
        }

        var broker = BrokerOf(plan.Cluster)
            ?? throw new GrantRefusedException($"There is no broker for {plan.Cluster} any more.");
        try
        {
            var path = new Uri(broker, $"v1/grants/{GrantRequest.NameOf(plan.Hash)}/token");
            using var answer = await SendAsync(HttpMethod.Post, path, null, cancellationToken);
            return tokens[plan.Hash] = await ReadAsync(answer, cancellationToken);
        }
        catch (GrantRefusedException) when (asked.TryGetValue(plan.Hash, out var request))
        {
            return tokens[plan.Hash] = await AskAsync(broker, request, cancellationToken);
        }
    }

    private async Task<GrantedToken> AskAsync(Uri broker, GrantRequest request, CancellationToken cancellationToken)
    {
        using var body = JsonContent.Create(request, KaosJson.Default.GrantRequest);
        using var answer = await SendAsync(HttpMethod.Post, new Uri(broker, "v1/grants"), body, cancellationToken);
        return await ReadAsync(answer, cancellationToken);
    }

    private static async Task<GrantedToken> ReadAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken) =>
        await answer.Content.ReadFromJsonAsync(KaosJson.Default.GrantedToken, cancellationToken)
        ?? throw new TimeoutException("The grant broker's answer was empty.");

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri address, HttpContent? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        HttpResponseMessage answer;
        try
        {
            request.Headers.Authorization = new(
                "Bearer", (await File.ReadAllTextAsync(options.TokenFile, cancellationToken)).Trim());
            answer = await http.SendAsync(request, cancellationToken);
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException or UnauthorizedAccessException
            || (failed is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var why = failed is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? $"its certificate is not by an authority of Grants:CaFile ({options.CaFile}), not for {address.Host}, or "
                    + "not valid now; or it speaks no TLS."
                : failed.Message;
            throw new TimeoutException(
                $"The grant broker at {address.GetLeftPart(UriPartial.Authority)} cannot be asked: {why}", failed);
        }

        if (answer.IsSuccessStatusCode || (method == HttpMethod.Delete && answer.StatusCode == HttpStatusCode.NotFound))
        {
            return answer;
        }

        using (answer)
        {
            var text = await ProblemAsync(answer, cancellationToken);
            throw (int)answer.StatusCode < 500 ? new GrantRefusedException(text) : new TimeoutException(text);
        }
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync(KaosJson.Default.Problem, cancellationToken) is { } problem
                ? $"{problem.Message} {problem.Next}".TrimEnd()
                : answer.ReasonPhrase ?? "";
        }
        catch (System.Text.Json.JsonException)
        {
            return $"HTTP {(int)answer.StatusCode}, and no reason.";
        }
    }

    private sealed class OfPlan(BrokerGrants grants, Plan plan) : IClusterCredentials
    {
        public async ValueTask<ClusterCredential> GetAsync(bool refused, CancellationToken cancellationToken)
        {
            try
            {
                return new ClusterCredential(
                    $"Bearer {(await grants.TokenAsync(plan, refused, cancellationToken)).Token}", null);
            }
            catch (Exception failed) when (failed is GrantRefusedException or TimeoutException)
            {
                throw new KubeconfigException($"the plan's grant cannot be used: {failed.Message}");
            }
        }
    }
}
