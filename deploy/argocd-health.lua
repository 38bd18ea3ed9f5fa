-- How Argo CD tells the health of every vpcraft.dev object: it knows no health of kinds that it does not ship, and counts
-- them as healthy at once. Put it under "vpcraft.dev/*" of argocd-cm: docs/argocd.md shows how.
-- It agrees with kstatus (kubectl, Helm, Flux); beyond it, what waits for a person is Suspended.
local health = { status = "Progressing", message = "Waits for the controller to look at it" }

-- A grant is a declaration: nothing is made for it.
if obj.kind == "NetworkGrant" then
  if obj.metadata.deletionTimestamp == nil then
    return { status = "Healthy", message = "In force" }
  end
  return { status = "Progressing", message = "Being deleted" }
end

local conditions = {}
if obj.status ~= nil and obj.status.conditions ~= nil then
  for _, condition in ipairs(obj.status.conditions) do
    conditions[condition.type] = condition
  end
end
local function isTrue(name)
  return conditions[name] ~= nil and conditions[name].status == "True"
end
local ready = conditions.Ready
if ready ~= nil then
  health.message = ready.message
end

if obj.metadata.deletionTimestamp ~= nil then
  health.message = "Being deleted"
  if isTrue("DeletionBlocked") then
    health.message = "Deletion waits: " .. conditions.DeletionBlocked.message
  end
  return health
end

local annotations = obj.metadata.annotations
if annotations ~= nil and annotations["vpcraft.dev/paused"] == "true" then
  return { status = "Suspended", message = "The annotation vpcraft.dev/paused holds it" }
end

if ready == nil or obj.status.observedGeneration ~= obj.metadata.generation then
  return health
end
if isTrue("Stalled") then
  return { status = "Degraded", message = conditions.Stalled.message }
end
if isTrue("PlanPending") then
  return { status = "Suspended", message = conditions.PlanPending.message }
end
if isTrue("Reconciling") then
  health.message = conditions.Reconciling.message
  return health
end
if ready.status == "True" and ready.observedGeneration == obj.metadata.generation then
  health.status = "Healthy"
end
return health
