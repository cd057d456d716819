using System.Collections.Concurrent;
using System.Reflection;
using Kaos.A2A;
using Kaos.Agent.Grains.Workflows;
using Kaos.Contracts;
using Microsoft.Extensions.Options;

namespace Kaos.Agent.Host.A2A;

/// <summary>The agent card: what KAOS can do, and where it is reached. One signed instance for each address.</summary>
internal sealed class KaosCard(
    IOptions<A2AEdgeOptions> options, CardKey key, IHttpContextAccessor current, WorkflowCatalog workflows)
{
    public const string Path = "/a2a";

    // Addresses come from requests, so there could be any number of them.
    private const int MaxKept = 32;

    private static readonly string Version =
        typeof(KaosCard).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private readonly ConcurrentDictionary<string, AgentCard> cards = new(StringComparer.Ordinal);

    public AgentCard For(HttpContext http)
    {
        var address = AddressOf(http);
        return cards.TryGetValue(address, out var known) ? known
            : cards.Count >= MaxKept ? key.Sign(Make(address), address)
            : cards.GetOrAdd(address, made => key.Sign(Make(made), made));
    }

    /// <summary>The card for a known caller: also which tenants it can name, and what is installed to fix
    /// things.</summary>
    public AgentCard Extended(Principal caller)
    {
        var http = current.HttpContext ?? throw new InvalidOperationException("A card is asked for outside a request.");
        var address = AddressOf(http);
        var card = Make(address);
        return key.Sign(
            card with
            {
                SupportedInterfaces =
                [
                    .. card.SupportedInterfaces,
                    .. caller.Tenants.Where(static tenant => tenant != "*").SelectMany(
                        tenant => card.SupportedInterfaces.Select(one => one with { Tenant = tenant })),
                ],
                Skills = [.. card.Skills, .. Decisions(caller), .. workflows.All.Select(Installed)],
            },
            address);
    }

    private string AddressOf(HttpContext http) =>
        options.Value.PublicUrl?.TrimEnd('/') ?? $"{http.Request.Scheme}://{http.Request.Host.Value}";

    private AgentCard Make(string address) => new()
    {
        Name = "KAOS",
        Description =
            "A Kubernetes server agent: investigates incidents, names the root cause with evidence, offers ways to fix it, "
            + "and carries out the one that is chosen, behind a gate, verified, with undo.",
        Version = Version,
        SupportedInterfaces = [.. Interfaces(address)],
        Capabilities = new()
        {
            Streaming = true,
            PushNotifications = true,
            ExtendedAgentCard = true,
            Extensions = [DataExtension.Declared],
        },
        SecuritySchemes = new Dictionary<string, SecurityScheme>(StringComparer.Ordinal)
        {
            ["bearer"] = new()
            {
                HttpAuthSecurityScheme = new()
                {
                    Scheme = "Bearer",
                    Description = "A key that the operator of KAOS gave out."
                },
            },
        },
        SecurityRequirements =
        [
            // A role, as OpenAPI has it; an empty list would be signed by some readers' rules and not by others'.
            new()
            {
                Schemes = new Dictionary<string, StringList>(StringComparer.Ordinal) { ["bearer"] = new() { List = ["viewer"] } },
            },
        ],
        DefaultInputModes = ["text/plain", "application/json"],
        DefaultOutputModes = ["text/plain", "application/json"],
        Skills = Skills(),
    };

    // What a reader takes first is the newest version.
    private IEnumerable<AgentInterface> Interfaces(string address)
    {
        yield return new()
        {
            Url = address + Path,
            ProtocolBinding = ProtocolBindings.JsonRpc,
            ProtocolVersion = ProtocolVersions.V1,
        };
        yield return new()
        {
            Url = address + Path,
            ProtocolBinding = ProtocolBindings.HttpJson,
            ProtocolVersion = ProtocolVersions.V1,
        };
        if (options.Value.V03)
        {
            yield return new()
            {
                Url = address + Path,
                ProtocolBinding = ProtocolBindings.JsonRpc,
                ProtocolVersion = ProtocolVersions.V03,
            };
        }
    }

    private static IEnumerable<AgentSkill> Decisions(Principal caller)
    {
        if (caller.Kind == PrincipalKind.Person &&
            (caller.Has(Contracts.Role.Approver) || caller.Has(Contracts.Role.Admin)))
        {
            yield return new()
            {
                Id = "approve",
                Name = "Decide on plans",
                Description = "You may approve, reject or override the plans that wait for a person.",
                Tags = ["kubernetes", "approval"],
                Examples = ["approve", "reject, we are in a freeze"],
            };
        }
    }

    private static AgentSkill Installed(Workflow workflow) => new()
    {
        Id = $"workflow.{workflow.Id}",
        Name = workflow.Name,
        Description =
            $"Installed way to fix; offered for {string.Join(", ", workflow.Causes)}. Risk: {Kebab.Write(workflow.Risk)}.",
        Tags = ["kubernetes", "remediation", "workflow"],
        Examples = [$"Go with {workflow.Id}."],
    };

    private static AgentSkill[] Skills() =>
    [
        new()
        {
            Id = "investigate",
            Name = "Investigate an incident",
            Description =
                "Finds out what is wrong with a workload and why, from the cluster's own data; joins an investigation that runs already.",
            Tags = ["kubernetes", "incident", "root-cause"],
            Examples = ["What's going on with the orders service in prod? I see alerts firing.",
                "Payments feel sluggish since this morning."],
        },
        new()
        {
            Id = "explain",
            Name = "Explain a diagnosis",
            Description = "Says what a diagnosis rests on, what was ruled out and why, and what a plan would change.",
            Tags = ["kubernetes", "evidence"],
            Examples = ["Why is that the cause?", "Could it be a traffic spike?",
                "What exactly would rollback-config change?"],
        },
        new()
        {
            Id = "remediate",
            Name = "Remediate",
            Description =
                "Offers ways to fix with risk, confidence and exact plan; does the chosen one after approval, watches, undoes what did not help.",
            Tags = ["kubernetes", "remediation", "approval"],
            Examples = ["Go with rollback-config.", "approve", "Do nothing."],
        },
        new()
        {
            Id = "ask",
            Name = "Ask about the cluster",
            Description = "Answers a read-only question with one look at the cluster; no task is started.",
            Tags = ["kubernetes", "question"],
            Examples = ["How many replicas does nginx have?"],
        },
    ];
}
